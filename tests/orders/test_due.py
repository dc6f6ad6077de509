"""What time does to orders: holds end, parcels count as delivered, and what nobody complains of is settled."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders import (
    Order,
    WantedLine,
    cancel_order,
    close_claim,
    confirm_cash,
    confirm_delivery,
    expire_order,
    mark_paid,
    move_on,
    remember_due,
    sweep_orders,
)
from chalicelib.orders.due import due_after
from chalicelib.orders.tell import reminder_at
from chalicelib.orders.windows import whole_hour
from chalicelib.stock import Stock
from chalicelib.store import Due
from tests.costs import assert_cost
from tests.goods import again, buy, left, pears, shipped, stocked, tea_of_li
from tests.orders.claims import with_claim
from tests.orders.doubts import in_doubt, out_of_doubt
from tests.people import MEI
from tests.store.past import was_due
from tests.streams import hear, stream

HOUR = timedelta(hours=1)
LATE = timedelta(minutes=31)
EVERY_MINUTE = {
    "source": "aws.events",
    "account": "",
    "time": "",
    "region": "",
    "resources": [],
    "detail-type": "Scheduled Event",
    "detail": {},
    "version": "0",
    "id": "1",
}


def held(form_key: str = "form-1", sku_id: str = "pear") -> Order:
    return buy(WantedLine(sku_id, 1, 500), form_key=form_key, method="sandbox")


def heard(old: Order | None, new: Order) -> Order:
    """The stream has told the job of a change."""
    remember_due(f"shard#{new.order_id}{new.version}", [(old, new)])
    return new


def sweep(now: datetime) -> None:
    def end_hold(order_id: str, at: datetime) -> None:
        expire_order(order_id, now=at)

    sweep_orders(now, end_hold)


def sent(sku_id: str = "pear", method: str = "sandbox") -> Order:
    """Paid for, unless the courier takes the cash, and on its way."""
    order = buy(WantedLine(sku_id, 1, 500), method=method)
    if method == "sandbox":
        mark_paid(order.order_id, payment_id="p1", fen=500)
    before = again(order)
    return heard(before, shipped(order))


def received(order: Order) -> Order:
    before = again(order)
    return heard(before, confirm_delivery(order.order_id, buyer_id=MEI))


@pytest.fixture(autouse=True)
def shelf() -> None:
    stocked("pear", left=5)
    stocked("plum", left=5, category="fruit-vegetables")


def test_a_hold_ends_in_its_minute_and_the_goods_go_back() -> None:
    order = heard(None, held())

    sweep(order.placed_at + timedelta(minutes=29))
    early = again(order).state
    for _ in range(2):
        sweep(order.placed_at + LATE)

    assert (early, again(order).state) == ("held", "expired")
    assert left("pear") == 5


def test_no_hold_is_missed_while_the_schedule_was_away() -> None:
    orders = [heard(None, held(f"form-{i}")) for i in range(4)]

    sweep(orders[0].placed_at + timedelta(days=9))

    assert {again(order).state for order in orders} == {"expired"}
    assert left("pear") == 5


def test_a_paid_order_stays_whatever_the_sweeper_finds() -> None:
    order = heard(None, held())
    mark_paid(order.order_id, payment_id="p1", fen=500)

    sweep(order.placed_at + LATE)

    assert again(order).state == "confirmed"
    assert left("pear") == 4


def test_a_hold_that_cannot_end_now_is_tried_again_and_keeps_no_other() -> None:
    stocked("gone", left=5)
    stuck, free = heard(None, held("form-1", "gone")), heard(None, held("form-2"))
    calls: list[str] = []

    def end_hold(order_id: str, at: datetime) -> None:
        calls.append(order_id)
        if (
            order_id == stuck.order_id and calls.count(order_id) <= 2
        ):  # at the reminder and at the end
            raise Refused("busy")
        expire_order(order_id, now=at)

    sweep_orders(stuck.placed_at + LATE, end_hold)
    first = (again(stuck).state, again(free).state)
    sweep_orders(stuck.placed_at + LATE + timedelta(minutes=6), end_hold)

    assert first == ("held", "expired")
    assert again(stuck).state == "expired"
    assert Stock.find("gone").left == 5


def test_two_sweepers_at_once_give_back_once() -> None:
    order = heard(None, held())

    def end_hold(order_id: str, at: datetime) -> None:
        sweep(at)
        expire_order(order_id, now=at)

    sweep_orders(order.placed_at + LATE, end_hold)

    assert again(order).state == "expired"
    assert left("pear") == 5


def test_a_hold_is_due_once_whatever_else_happens_to_the_order() -> None:
    order = held()
    paid = mark_paid(order.order_id, payment_id="p1", fen=500)
    cancelled = cancel_order(order.order_id, buyer_id=MEI)
    again_held = Order.from_raw_data(order.serialize())
    again_held.expires_at = order.placed_at + timedelta(days=3)

    dues = [
        list(due_after(*change))
        for change in (
            (None, order),
            (order, order),
            (order, paid),
            (paid, cancelled),
            (order, again_held),
        )
    ]

    unsent = whole_hour(paid.paid_at + timedelta(days=14))
    assert dues == [
        [reminder_at(order), order.expires_at],
        [],
        [unsent],
        [],
        [reminder_at(again_held), again_held.expires_at],
    ]


def test_orders_of_the_demonstration_are_never_due() -> None:
    order = held()
    order.demo = True

    assert list(due_after(None, order)) == []


def test_a_parcel_that_nobody_confirms_counts_as_delivered_after_ten_days() -> None:
    order = sent()
    shipped_at = order.sub_orders[0].shipped_at

    sweep(shipped_at + timedelta(days=9, hours=23))
    early = again(order).state
    sweep(shipped_at + timedelta(days=10) + HOUR)

    (sub_order,) = again(order).sub_orders
    assert early == "shipped"
    assert (sub_order.state, sub_order.delivered_by) == ("delivered", "time")
    assert sub_order.window_ends_at - sub_order.delivered_at == timedelta(hours=168)


def test_a_parcel_that_the_buyer_confirms_is_not_delivered_again() -> None:
    order = sent()
    delivered = received(order)

    sweep(order.sub_orders[0].shipped_at + timedelta(days=6))

    assert again(order).sub_orders[0].delivered_by == "buyer"
    assert again(order).version == delivered.version


@pytest.mark.parametrize(("sku_id", "hours"), [("pear", 168), ("plum", 48)])
def test_what_nobody_complains_of_is_settled_when_its_window_is_over(
    sku_id: str, hours: int
) -> None:
    order = received(sent(sku_id))
    ends_at = order.sub_orders[0].window_ends_at

    sweep(ends_at - timedelta(minutes=1))
    early = again(order).state
    for _ in range(2):
        sweep(ends_at + HOUR)

    settled = again(order)
    assert ends_at - order.sub_orders[0].delivered_at == timedelta(hours=hours)
    assert (early, settled.state, settled.sub_orders[0].state) == (
        "delivered",
        "settled",
        "settled",
    )
    assert settled.sub_orders[0].settled_at == ends_at + HOUR
    assert settled.sub_orders[0].settled_refunds == 0


def test_nothing_is_settled_while_a_claim_is_open() -> None:
    order = received(sent())
    with_claim(order, "0.1")
    ends_at = order.sub_orders[0].window_ends_at

    sweep(ends_at + HOUR)
    waiting = again(order)
    heard(waiting, close_claim(order.order_id, "0.1"))
    sweep(ends_at + 2 * HOUR)

    assert waiting.state == "delivered"
    assert again(order).state == "settled"


def test_nothing_is_settled_while_its_payment_is_in_doubt_and_all_of_it_after() -> None:
    order = received(sent())
    ends_at = order.sub_orders[0].window_ends_at
    in_doubt(order)

    sweep(ends_at + HOUR)
    waiting = again(order)
    heard(waiting, out_of_doubt(order))
    sweep(ends_at + 2 * HOUR)

    assert waiting.state == "delivered"
    assert again(order).state == "settled"


def test_a_claim_holds_the_settlement_of_its_own_seller_only() -> None:
    tea_of_li(left=5)
    order = buy(pears(1), WantedLine("tea", 1, 500), method="sandbox")
    mark_paid(order.order_id, payment_id="p1", fen=1_000)
    for who in ("wu", "li"):
        shipped(order, who)
    late = received(order).sub_orders[0].window_ends_at + HOUR
    waiting = with_claim(order, "1.1")

    half = move_on(waiting, late)
    after = close_claim(order.order_id, "1.1")
    whole = move_on(after, late)

    assert [part.state for part in half.sub_orders] == ["settled", "delivered"]
    assert list(due_after(waiting, half)) == []
    assert len(list(due_after(half, after))) == 1
    assert whole.state == "settled"


def test_nothing_is_settled_before_its_cash_has_come() -> None:
    order = received(sent(method="cod"))
    ends_at = order.sub_orders[0].window_ends_at

    sweep(ends_at + HOUR)
    waiting = again(order)
    heard(waiting, confirm_cash(order.order_id, seller_id="wu"))
    sweep(ends_at + 2 * HOUR)

    assert waiting.state == "delivered"
    assert again(order).state == "settled"


def test_the_job_on_the_stream_keeps_what_is_due_and_the_schedule_does_it(app: Any) -> None:
    order, other, shown = held(), held("form-2"), held("form-3")
    shown.demo = True
    other.expires_at = other.placed_at - LATE
    other.save()
    was_due("orders", clock.now() - LATE, other.order_id)

    for _ in range(2):
        hear(app, "remember_due", stream((None, order), (order, None), (None, shown)))
        hear(app, "remember_due", {"Records": []})
    hear(app, "sweep_orders", EVERY_MINUTE)

    buckets = [list(bucket.ids) for bucket in Due.scan(Due.position != "earlier")]
    assert buckets == [[order.order_id]] * 2  # the reminder to pay, and the end of the hold
    assert (again(order).state, again(other).state) == ("held", "expired")


def test_a_look_at_an_order_that_is_paid_costs_a_read_and_no_write() -> None:
    order = heard(None, held())
    mark_paid(order.order_id, payment_id="p1", fen=500)
    sweep(order.expires_at)

    with assert_cost(writes=2, reads=2 + 1):  # what a minute costs anyway, and the order
        sweep(order.expires_at.replace(second=0, microsecond=0) + timedelta(minutes=1))


def test_what_is_due_at_once_for_two_sellers_is_done_in_one_look() -> None:
    tea_of_li(left=5)
    order = buy(pears(1), WantedLine("tea", 1, 500), method="sandbox")
    mark_paid(order.order_id, payment_id="p1", fen=1_000)
    for who in ("wu", "li"):
        shipped(order, who)
    confirm_delivery(order.order_id, buyer_id=MEI, seller_id="li")

    after = move_on(again(order), again(order).placed_at + timedelta(days=30))

    assert [part.state for part in after.sub_orders] == ["delivered", "settled"]
