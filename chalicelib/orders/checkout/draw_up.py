"""Draw up an order: what was true when it was placed is frozen in it."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from chalicelib.live import Credit, credit_for
from chalicelib.money import share_of, split_fen
from chalicelib.orders.models import Order
from chalicelib.orders.parts import Address, Commission, Line, Spot, SubOrder
from chalicelib.orders.rules import (
    CONFIRMED,
    CURRENCY,
    HELD,
    PAID_LATER,
    SCARCE,
    TAP_HOURS,
    WantedLine,
    Wish,
    hold_ends,
    is_internal,
    total_of,
)
from chalicelib.producers import ShippingLoad, shipping_to
from chalicelib.settings import settings
from chalicelib.stock import Offer, Offers

CODES = 1_000_000  # six digits, with which a buyer fetches the goods
WINDOW_HOURS, FRESH_WINDOW_HOURS = 168, 48
FRESH = ("fruit-vegetables", "meat-eggs")


def drawn_up(buyer_id: str, wish: Wish, offers: Offers, now: datetime) -> Order:
    """The order as it will be kept, with totals from the offers alone. Raises Invalid when it is too large."""
    lines = [_line(line, offers[line.sku_id], now, wish.grants) for line in wish.lines]
    state = CONFIRMED if wish.method in PAID_LATER else HELD
    sub_orders = parts_to(lines, wish.to.region, state)
    if wish.spot:
        _fetched(sub_orders)
    goods_fen = sum(int(line.value_fen) for line in lines)
    shipping_fen = sum(int(sub_order.shipping_fen) for sub_order in sub_orders)
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
        lines=lines,
        sub_orders=sub_orders,
    )
    if wish.spot:
        order.spot = Spot(**asdict(wish.spot))
        order.pickup_code = new_code()
    if state == HELD:
        is_scarce = any(offers[line.sku_id].left - line.quantity < SCARCE for line in lines)
        order.expires_at = hold_ends(now, wish.method, is_scarce=is_scarce)
    return order


def window_hours(category: str) -> int:
    """How long after delivery a buyer may still complain: fresh food is judged at once, the rest within a week."""
    return FRESH_WINDOW_HOURS if category in FRESH else WINDOW_HOURS


def new_code() -> str:
    """A code that nobody guesses in a few tries."""
    return f"{secrets.randbelow(CODES):06}"


def _line(choice: WantedLine, offer: Offer, now: datetime, grants: Sequence[str]) -> Line:
    line = Line(
        sku_id=choice.sku_id,
        listing_id=offer.listing_id,
        title=offer.title,
        title_en=offer.title_en or None,
        unit=offer.unit,
        photo_ref=offer.photo_ref or None,
        quantity=choice.quantity,
        price_fen=offer.price_fen,
        value_fen=offer.price_fen * choice.quantity,
        seller_id=offer.seller_id,
        producer_id=offer.producer_id,
        county_id=offer.county_id,
        seller_county_id=offer.seller_county_id,
        category=offer.category,
        screening=offer.screening,
        fee_fen=share_of(offer.price_fen * choice.quantity, settings().fee_bp),
        window_hours=window_hours(offer.category),
        weight_g=offer.weight_g or None,
        cap=offer.cap or None,
    )
    counties = {offer.county_id, offer.seller_county_id}
    if credit := _credit(choice, now):
        _give(line, credit)
        counties.add(credit.county_id)
    line.internal = is_internal(grants, {offer.seller_id, offer.producer_id}, counties) or None
    return line


def _give(line: Line, credit: Credit) -> None:
    line.session_id = credit.session_id
    line.host_ids = list(credit.host_ids)
    line.pin_id = credit.pin_id or None
    line.credit = credit.kind
    _promise_commission(line, credit)


def _promise_commission(line: Line, credit: Credit) -> None:
    """The creators of the session earn it in equal shares: those who are its creators when the order is placed."""
    if credit.creator_ids:
        whole_fen = share_of(int(line.value_fen), settings().commission_bp)
        parts = split_fen(whole_fen, [1] * len(credit.creator_ids))
        line.commissions = [
            Commission(person_id=creator_id, fen=fen)
            for creator_id, fen in zip(credit.creator_ids, parts, strict=True)
            if fen
        ] or None


def _credit(line: WantedLine, now: datetime) -> Credit | None:
    """Direct while the live or its pin still counts; indirect within a day of a tap that counted."""
    if not line.session_id:
        return None
    direct = credit_for(line.session_id, line.pin_id, line.sku_id, now)
    if direct or line.tapped_at is None or now - line.tapped_at > timedelta(hours=TAP_HOURS):
        return direct
    tapped = credit_for(line.session_id, line.pin_id, line.sku_id, line.tapped_at)
    return tapped._replace(kind="indirect") if tapped else None


def parts_to(lines: Sequence[Line], region: str, state: str) -> list[SubOrder]:
    """The sellers' parts of these lines, with what each asks for sending its own there now."""
    loads = [
        ShippingLoad(
            line.seller_id, int(line.value_fen), int(line.weight_g or 0) * int(line.quantity)
        )
        for line in lines
    ]
    return [
        SubOrder(seller_id=seller_id, shipping_fen=fee, state=state)
        for seller_id, fee in shipping_to(region, loads).fees_fen.items()
    ]


def _fetched(sub_orders: list[SubOrder]) -> None:
    for sub_order in sub_orders:
        sub_order.shipping_fen = 0
