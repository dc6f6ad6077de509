"""A SKU comes into being with its stock, goes on sale, and comes off it: each a part of what happens to its listing."""

from typing import NamedTuple

from chalicelib.errors import FairError, Refused
from chalicelib.stock.models import Stock, StockShard
from chalicelib.stock.offers import Offer
from chalicelib.stock.rules import SLOTS
from chalicelib.stock.rush import change_shards
from chalicelib.store import Transaction


class SkuLabel(NamedTuple):
    """What the stock says of a SKU that its seller may still change."""

    title: str
    title_en: str
    category: str
    unit: str
    price_fen: int
    weight_g: int


def add_stock(tx: Transaction, offer: Offer, otherwise: FairError) -> None:
    """Add to a transaction that a new SKU has stock, on the terms of an offer."""
    tx.put(_stock_of(offer), when=Stock.sku_id.does_not_exist(), otherwise=otherwise)


def label(tx: Transaction, sku_id: str, new: SkuLabel, otherwise: FairError) -> None:
    """Add to a transaction that a SKU is called, priced and weighed anew; never while it is on sale."""
    tx.update(
        Stock(sku_id),
        Stock.title.set(new.title),
        Stock.title_en.set(new.title_en),
        Stock.category.set(new.category),
        Stock.unit.set(new.unit),
        Stock.price_fen.set(new.price_fen),
        Stock.weight_g.set(new.weight_g),
        when=Stock.on_sale == False,  # noqa: E712 - becomes a condition
        otherwise=otherwise,
    )


def put_on_sale(
    tx: Transaction, sku_id: str, *, photo_ref: str, screening: str, otherwise: FairError
) -> None:
    """Add to a transaction that a SKU sells from now on, under the picture that was screened."""
    tx.update(
        Stock(sku_id),
        Stock.on_sale.set(True),
        Stock.screening.set(screening),
        Stock.photo_ref.set(photo_ref),
        when=Stock.sku_id.exists(),
        otherwise=otherwise,
    )


def put_back_on_sale(
    tx: Transaction, sku_id: str, *, photo_ref: str, screening: str, otherwise: FairError
) -> None:
    """As `put_on_sale`, for a SKU that was taken off it: its shards sell again too."""
    put_on_sale(tx, sku_id, photo_ref=photo_ref, screening=screening, otherwise=otherwise)
    change_shards(tx, Stock.find(sku_id), StockShard.on_sale.set(True))


def take_off_sale(tx: Transaction, sku_id: str, *, screening: str, otherwise: FairError) -> bool:
    """Add to a transaction that a SKU sells no more, nor do its shards. Returns whether it is a drop, whose free
    pieces `end_drop` then brings back."""
    stock = Stock.find(sku_id)
    tx.update(
        Stock(sku_id),
        Stock.on_sale.set(False),
        Stock.screening.set(screening),
        when=Stock.sku_id.exists(),
        otherwise=otherwise,
    )
    change_shards(tx, stock, StockShard.on_sale.set(False))
    return bool(stock.kind == SLOTS)


def relabel(tx: Transaction, sku_id: str, new: SkuLabel, otherwise: FairError) -> None:
    """Add to a transaction that a SKU and its shards sell under another name or at another price; what one unit is
    stays the same. An order at the old price is refused by its own condition, and its buyer reads the new one.

    Raises Refused("price-of-a-drop") for another price while a drop runs."""
    stock = Stock.find(sku_id)
    is_repriced = new.price_fen != stock.price_fen
    if is_repriced and stock.kind == SLOTS:
        raise Refused("price-of-a-drop")
    tx.update(
        Stock(sku_id),
        Stock.title.set(new.title),
        Stock.title_en.set(new.title_en),
        Stock.category.set(new.category),
        Stock.price_fen.set(new.price_fen),
        when=Stock.kind == stock.kind if stock.kind else Stock.kind.does_not_exist(),
        otherwise=otherwise,
    )
    if is_repriced:
        change_shards(tx, stock, StockShard.price_fen.set(new.price_fen))


def _stock_of(offer: Offer) -> Stock:
    """The counter of a SKU as it begins: without shards, slots, cap or line."""
    return Stock(
        sku_id=offer.sku_id,
        left=offer.left,
        price_fen=offer.price_fen,
        on_sale=offer.on_sale,
        screening=offer.screening,
        listing_id=offer.listing_id,
        title=offer.title,
        title_en=offer.title_en or None,
        unit=offer.unit,
        category=offer.category,
        photo_ref=offer.photo_ref,
        producer_id=offer.producer_id,
        seller_id=offer.seller_id,
        county_id=offer.county_id,
        seller_county_id=offer.seller_county_id,
        weight_g=offer.weight_g or None,
    )
