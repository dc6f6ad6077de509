"""Shipping of an order: each seller's part by its weight, its worth and the province it goes to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.producers import province_of, recent_rates


@dataclass(frozen=True, slots=True)
class ShippingLoad:
    """Goods of one seller: what they come to and weigh."""

    seller_id: str
    goods_fen: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class Shipping:
    """The fee of each seller, in the order in which they first appear. `province` is "" when the address does not
    tell; `asks_province` says that some fee depends on it."""

    fees_fen: dict[str, int]
    province: str
    asks_province: bool


def shipping_to(region: str, loads: Iterable[ShippingLoad]) -> Shipping:
    """What it costs to send these goods to an address. Half a read unit for each seller whom this process does not
    remember."""
    goods_fen, weight_g = Counter[str](), Counter[str]()
    for load in loads:
        goods_fen[load.seller_id] += load.goods_fen
        weight_g[load.seller_id] += load.weight_g
    rates = recent_rates(goods_fen)
    province = province_of(region)
    fees = {
        seller_id: rates[seller_id].fee_fen(province, weight_g[seller_id], goods_fen[seller_id])
        if seller_id in rates
        else 0
        for seller_id in goods_fen
    }
    return Shipping(fees, province, any(rate.knows_provinces for rate in rates.values()))
