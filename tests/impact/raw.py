"""Orders of all fates for tests, and what a report must say of them, worked out from the orders alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from chalicelib.clock import shanghai_day
from chalicelib.impact import Report
from chalicelib.orders import Line, LineRefund, Order, SubOrder
from tests.impact.orders import LISTED, NEVER_LISTED, NOON

SELLERS = ("wu", "li")


@dataclass
class Expected:
    gmv: int = 0
    cancelled: int = 0
    refunded: int = 0
    charged_back: int = 0
    refused: int = 0
    internal: int = 0
    orders: set[str] = field(default_factory=set)
    buyers: set[str] = field(default_factory=set)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Order]]:
    """Up to five orders, each as it stands after every change: placed, paid or refused, and what became of it."""
    return [_history(draw, str(number)) for number in range(draw(st.integers(1, 5)))]


def expected(
    orders: Sequence[Order],
    persons: Mapping[str, str],
    days: tuple[date, date],
    seller_id: str = "",
) -> Expected:
    """What the report of these days must say: of all sellers, or of one."""
    sums = Expected()
    for order in orders:
        refused = {part.seller_id: part.refused_at for part in order.sub_orders if part.refused_at}
        lost = dict.fromkeys(range(len(order.lines)), 0)
        for chargeback in order.chargebacks or ():
            for part in chargeback.lines:
                lost[int(part.line)] += int(part.fen)
        for i, line in enumerate(order.lines):
            at = refused.get(line.seller_id, order.paid_at)
            is_counted = at and days[0] <= shanghai_day(at) <= days[1]
            if not is_counted or seller_id not in ("", line.seller_id):
                continue
            value = int(line.value_fen)
            if line.seller_id in refused:
                sums.refused += value
                continue
            cancelled = int(line.cancelled_fen or 0)
            refunded = min(int(line.refunded_fen or 0), value - cancelled)
            charged_back = min(lost[i], value - cancelled - refunded)
            sums.gmv += value
            sums.cancelled += cancelled
            sums.refunded += refunded
            sums.charged_back += charged_back
            sums.internal += (value - cancelled - refunded - charged_back) if line.internal else 0
            sums.orders.add(order.order_id)
            sums.buyers.add(persons.get(order.buyer_id, order.buyer_id))
    return sums


def newcomers(
    orders: Sequence[Order], persons: Mapping[str, str], days: tuple[date, date]
) -> set[str]:
    first: dict[str, date] = {}
    for order in sorted((order for order in orders if order.paid_at), key=lambda o: o.paid_at):
        first.setdefault(persons.get(order.buyer_id, order.buyer_id), shanghai_day(order.paid_at))
    return {buyer_id for buyer_id, day in first.items() if days[0] <= day <= days[1]}


def figures_in(found: Report, scope: str | None = None) -> tuple[int, ...]:
    """The same figures as a report shows them, in the order of `as_told`."""
    rows = [row for row in found.rows if row.scope == scope] if scope is not None else [found.total]
    if not rows:
        return (0,) * 8
    of = rows[0].figures
    lost = of.cancelled_fen, of.refunded_fen, of.charged_back_fen
    return of.gmv_fen, *lost, of.refused_fen, of.internal_fen, of.orders, rows[0].buyers


def as_told(sums: Expected) -> tuple[int, ...]:
    lost = sums.cancelled, sums.refunded, sums.charged_back
    return sums.gmv, *lost, sums.refused, sums.internal, len(sums.orders), len(sums.buyers)


def _history(draw: st.DrawFn, key: str) -> list[Order]:
    order = _placed(draw, key)
    told = [_copy(order)]
    at = NOON + timedelta(hours=draw(st.integers(0, 72)))
    is_cash = order.payment_method == "cod"
    for part in order.sub_orders:
        if is_cash and draw(st.booleans()):
            part.refused_at, part.state = (
                at + timedelta(hours=draw(st.integers(0, 30))),
                "cancelled",
            )
            for line in order.lines:
                line.cancelled_fen = line.value_fen if line.seller_id == part.seller_id else None
            told.append(_copy(order))
    is_going_on = any(not part.refused_at for part in order.sub_orders)
    if is_going_on and draw(st.integers(0, 5)):
        order.paid_at = at + timedelta(hours=31 if is_cash else 0)
        told.append(_copy(order))
        if not is_cash and draw(st.booleans()):
            _come_back(draw, order)
            told.append(_copy(order))
    return told


def _come_back(draw: st.DrawFn, order: Order) -> None:
    """Cancelled before dispatch, refunded in part, charged back in part, or several of these."""
    is_cancelled = draw(st.booleans())
    for line in order.lines:
        line.cancelled_fen = line.value_fen if is_cancelled else None
        line.refunded_fen = (
            line.value_fen if is_cancelled else draw(st.integers(0, int(line.value_fen)))
        )
    lost = [
        LineRefund(line=i, fen=draw(st.integers(0, int(line.value_fen))))
        for i, line in enumerate(order.lines)
    ]
    chargeback: Any = {"dispute_id": "d", "fen": 99_999, "lines": lost, "at": NOON}
    order.chargebacks = [chargeback]


def _placed(draw: st.DrawFn, key: str) -> Order:
    sellers = draw(st.sampled_from([SELLERS, SELLERS[:1], SELLERS[1:]]))
    lines = [
        _line(draw, seller_id) for seller_id in sellers for _ in range(draw(st.integers(1, 2)))
    ]
    goods = sum(line.value_fen for line in lines)
    return Order(
        buyer_id=draw(st.sampled_from(["mei", "gtao", "tao"])),
        order_key=key,
        state="held",
        placed_at=NOON,
        goods_fen=goods,
        shipping_fen=7 * len(sellers),
        total_fen=goods + 7 * len(sellers),
        currency="CNY",
        payment_method=draw(st.sampled_from(["cod", "sandbox"])),
        lines=lines,
        sub_orders=[SubOrder(seller_id=who, shipping_fen=7, state="held") for who in sellers],
    )


def _line(draw: st.DrawFn, seller_id: str) -> Line:
    fen = draw(st.integers(1, 9_999))
    county_id = draw(st.sampled_from([LISTED, NEVER_LISTED]))
    return Line(
        sku_id="sku",
        listing_id="listing",
        title="油纸伞",
        quantity=1,
        price_fen=fen,
        value_fen=fen,
        seller_id=seller_id,
        producer_id=seller_id,
        county_id=county_id,
        seller_county_id=county_id,
        internal=draw(st.booleans()) or None,
    )


def _copy(order: Order) -> Order:
    return Order.from_raw_data(order.serialize())
