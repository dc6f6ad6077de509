"""Draw up an order: what was true when it was placed is frozen in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.catalogue import Offer
from chalicelib.live import Credit, credit_for
from chalicelib.orders.models import Address, Line, Order, SubOrder
from chalicelib.orders.rules import (
    CASH,
    CONFIRMED,
    CURRENCY,
    HELD,
    TAP_HOURS,
    Wanted,
    Wish,
    due_shard,
    hold_ends,
    is_internal,
    shipping_of,
    total_of,
)
from chalicelib.producers import get_producers

Offers = Mapping[str, Offer]


def drawn_up(buyer_id: str, wish: Wish, found: Offers, now: datetime) -> Order:
    """The order as it will be kept, with totals from the offers alone. Raises Invalid when it is too large."""
    lines = [_line(one, found[one.sku_id], now) for one in wish.wanted]
    state = CONFIRMED if wish.method == CASH else HELD
    parcels = _sub_orders([line.seller_id for line in lines], state)
    goods_fen = sum(int(line.value_fen) for line in lines)
    shipping_fen = sum(int(parcel.shipping_fen) for parcel in parcels)
    order = Order(
        buyer_id=buyer_id,
        order_key=wish.form_key,
        state=state,
        placed_at=now,
        goods_fen=goods_fen,
        shipping_fen=shipping_fen,
        total_fen=total_of(goods_fen, shipping_fen),
        currency=CURRENCY,
        payment_method=wish.method,
        address=Address(
            name=wish.to.name, phone=wish.to.phone, region=wish.to.region, street=wish.to.street
        ),
        internal=_is_internal(wish, lines) or None,
        lines=lines,
        sub_orders=parcels,
    )
    if state == HELD:
        order.expires_at = hold_ends(now)
        order.due_shard = due_shard(wish.form_key)
    return order


def _line(one: Wanted, offer: Offer, now: datetime) -> Line:
    line = Line(
        sku_id=one.sku_id,
        listing_id=offer.listing_id,
        title=offer.title,
        unit=offer.unit,
        photo_ref=offer.photo_ref or None,
        quantity=one.quantity,
        price_fen=offer.price_fen,
        value_fen=offer.price_fen * one.quantity,
        seller_id=offer.seller_id,
        producer_id=offer.producer_id,
        county_id=offer.county_id,
        seller_county_id=offer.seller_county_id,
        category=offer.category,
        screening=offer.screening,
    )
    if credit := _credit(one, now):
        line.session_id = credit.session_id
        line.host_ids = list(credit.host_ids)
        line.pin_id = credit.pin_id or None
        line.credit = credit.kind
    return line


def _credit(one: Wanted, now: datetime) -> Credit | None:
    """Direct while the live or its pin still counts; indirect within a day of a tap that counted."""
    if not one.session_id:
        return None
    direct = credit_for(one.session_id, one.pin_id, one.sku_id, now)
    if direct or one.tapped_at is None or now - one.tapped_at > timedelta(hours=TAP_HOURS):
        return direct
    tapped = credit_for(one.session_id, one.pin_id, one.sku_id, one.tapped_at)
    return Credit(tapped.session_id, tapped.host_ids, tapped.pin_id, "indirect") if tapped else None


def _sub_orders(seller_ids: list[str], state: str) -> list[SubOrder]:
    fees = {
        one.producer_id: int(one.shipping_fee_fen) for one in get_producers(seller_ids).values()
    }
    shipping = shipping_of(seller_ids, fees)
    return [
        SubOrder(seller_id=seller_id, shipping_fen=fee, state=state)
        for seller_id, fee in shipping.items()
    ]


def _is_internal(wish: Wish, lines: list[Line]) -> bool:
    counties = {one.county_id for one in lines} | {one.seller_county_id for one in lines}
    return is_internal(wish.grants, {one.seller_id for one in lines}, counties)
