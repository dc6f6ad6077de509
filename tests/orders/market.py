"""A small market: goods in stock, sellers, and a buyer with an address."""

from collections.abc import Sequence
from typing import Any

from chalicelib import clock
from chalicelib.orders import Destination, Order, Wanted, Wish, any_order
from chalicelib.orders.checkout.place import place_order
from chalicelib.producers import Producer
from chalicelib.stock import Stock

HOME = Destination("Mei", "13800138000", "浙江省杭州市西湖区", "文三路 123 号")
MEI = "gmei"


def stocked(sku_id: str, left: int = 10, price_fen: int = 500, **facts: Any) -> Stock:
    """Goods on sale; of the seller "wu" in county c0001 unless `facts` say otherwise."""
    usual = {
        "on_sale": True,
        "screening": "public",
        "listing_id": f"listing-{sku_id}",
        "title": sku_id.capitalize(),
        "unit": "piece",
        "category": "other",
        "photo_ref": "art/umbrella",
        "producer_id": "wu",
        "seller_id": "wu",
        "county_id": "c0001",
        "seller_county_id": "c0001",
    }
    stock = Stock(sku_id=sku_id, left=left, price_fen=price_fen, **{**usual, **facts})
    stock.save()
    return stock


def seller(producer_id: str, shipping_fee_fen: int = 0) -> Producer:
    producer = Producer(
        producer_id=producer_id,
        name=producer_id.capitalize(),
        county_id="c0001",
        kind="household",
        seller_id=producer_id,
        shipping_fee_fen=shipping_fee_fen,
        person_id=f"p{producer_id}",
        made_by="test",
        since=clock.now(),
    )
    producer.save()
    return producer


def left(sku_id: str) -> int:
    return int(Stock.find(sku_id).left)


def buy(
    *wanted: Wanted,
    form_key: str = "form-1",
    buyer_id: str = MEI,
    method: str = "cod",
    total_fen: int | None = None,
    grants: Sequence[str] = (),
) -> Order:
    return place_order(
        buyer_id, Wish(form_key, HOME, method, wanted, total_fen=total_fen, grants=grants)
    )


def again(order: Order) -> Order:
    """The order as it stands now."""
    return any_order(order.order_id)
