"""What becomes of an order is told to its buyer and to its sellers, as it follows from the order before and after."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.accounts import PRODUCER, grant
from chalicelib.notices import News, NewsValue, tell
from chalicelib.orders.models import Order
from chalicelib.orders.parts import Line, Refund, SubOrder
from chalicelib.orders.rules import CANCELLED, CONFIRMED, EXPIRED, HELD, PACKED
from chalicelib.text import wording_of

ToTell = tuple[str, News]  # whose, and what


def tell_of_change(old: Order | None, new: Order) -> None:
    """Tell what a change of an order is news of. Again is no news."""
    for whose, news in news_of(old, new):
        tell(whose, news)


def remind_to_pay(order: Order) -> None:
    """Tell a buyer that an order is still not paid. Once more is no news; `reminder_at` says when."""
    at = reminder_at(order)
    assert at is not None
    assert order.expires_at is not None
    values: dict[str, NewsValue] = {**_title(order.lines[0]), "until_at": order.expires_at}
    tell(order.buyer, News("payment-missing", order.order_id, at, values))


def reminder_at(order: Order) -> datetime | None:
    """When two thirds of a hold are over, a buyer is reminded to pay: of half an hour ten minutes before its end, of
    three days one day before."""
    if order.state != HELD or order.expires_at is None:
        return None
    return order.expires_at - (order.expires_at - order.placed_at) / 3


def news_of(old: Order | None, new: Order) -> Iterator[ToTell]:
    """Whom a change is news for, and what there is to tell. Another taking of a slot is another order."""
    old = old if old and old.order_id == new.order_id else None
    yield from _of_whole(old, new)
    for i, part in enumerate(new.sub_orders):
        before = old.sub_orders[i] if old and i < len(old.sub_orders) else None
        yield from _of_part(before, part, new)


def _of_whole(old: Order | None, new: Order) -> Iterator[ToTell]:
    title = _title(new.lines[0])
    if old and old.state == HELD and new.paid_at and not old.paid_at:
        values = {**title, "paid_fen": int(new.total_fen)}
        yield new.buyer, News("order-paid", new.order_id, new.paid_at, values)
    if old and old.state == HELD and new.state == EXPIRED and new.expires_at:
        yield new.buyer, News("order-expired", new.order_id, new.expires_at, title)
    sent_before = {refund.refund_id for refund in _sent(old)}
    for refund in _sent(new):
        if refund.sent_at and refund.refund_id not in sent_before:
            values = {**title, "refund_fen": int(refund.fen)}
            yield new.buyer, News("refund-sent", new.order_id, refund.sent_at, values)


def _of_part(before: SubOrder | None, part: SubOrder, order: Order) -> Iterator[ToTell]:
    title = _title(next(line for line in order.lines if line.seller_id == part.seller_id))
    seller, was = grant(PRODUCER, part.seller_id), before.state if before else HELD
    if part.state == CONFIRMED and was == HELD:
        at = order.paid_at or order.placed_at
        yield seller, News("order-new", order.order_id, at, title)
    if part.state == CANCELLED and was in (CONFIRMED, PACKED):
        at = part.dropped_at or order.cancelled_at or order.placed_at
        yield seller, News("order-taken-back", order.order_id, at, title)
    for parcel in (part.parcels or ())[len(before.parcels or ()) if before else 0 :]:
        values = {**title, "carrier": parcel.carrier, "tracking": parcel.tracking}
        yield order.buyer, News("order-sent", order.order_id, parcel.shipped_at, values)
    if part.dropped_at and not (before and before.dropped_at):
        yield order.buyer, News("order-not-sent", order.order_id, part.dropped_at, title)


def _sent(order: Order | None) -> list[Refund]:
    return [refund for refund in (order.refunds or ()) if refund.sent_at] if order else []


def _title(line: Line) -> dict[str, NewsValue]:
    return {"title": wording_of(line, "title")}
