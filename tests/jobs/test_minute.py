"""Jobs of every minute, when something went wrong before them: a page that died, a service that was away, a webhook
that got lost."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, orders, payments
from chalicelib.governance import Claim
from chalicelib.live import get_session, pin_goods, receive_chunk
from chalicelib.orders import Order, cancel_order
from chalicelib.stock import join_line, leave_line
from chalicelib.store import get_object
from infra.local.delivery.sources import scheduled_event
from tests.costs import meter
from tests.fmp4.film import FILM
from tests.goods import again, buy, goods_of_wu, left, pears, stocked
from tests.governance.claims import claimed, grant_and_die, refunds
from tests.jobs.shelves import SHELVES, in_all, over
from tests.live.stage import HOST, on_air
from tests.payments.stripe.fair import (
    held_order,
    no_troubles,
    pay_at_stripe,
    refunded_at_stripe,
    session_of,
    stripe_fair,
    stripe_loses,
)
from tests.people import MEI
from tests.store.past import was_due

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")
HOUR = timedelta(hours=1)
TRIES_OF_THE_SDK = 3


def fire(app: Any, job: str) -> None:
    app.handler_map[job](scheduled_event(job), None)


def late(order: Order) -> Order:
    """Its hold ended half an hour ago, and no sweep has looked."""
    order.placed_at -= HOUR
    order.expires_at -= HOUR
    order.save()
    was_due("orders", clock.now() - HOUR / 2, order.order_id)
    return order


def test_who_lets_a_hold_on_limited_goods_run_out_may_have_them_again(app: Any) -> None:
    stocked("pear", left=5, cap=2)
    late(buy(pears(2), method="sandbox"))

    for _ in range(2):
        fire(app, "sweep_orders")

    assert left("pear") == 5
    assert buy(pears(2), form_key="form-2").state == "confirmed"


def test_a_hold_whose_payment_page_cannot_be_closed_now_is_ended_some_minutes_later(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = late(held_order())
    stripe_loses(TRIES_OF_THE_SDK)
    some_minutes_later = clock.now() + timedelta(minutes=7)

    fire(app, "sweep_orders")
    before = again(order).state
    monkeypatch.setattr(clock, "now", lambda: some_minutes_later)
    fire(app, "sweep_orders")

    assert (before, again(order).state) == ("held", "expired")
    assert session_of(order).status == "expired"
    assert left("pear") == 9


def test_money_for_a_cancelled_order_goes_back_though_its_webhook_is_lost(app: Any) -> None:
    order = held_order()
    cancel_order(order.order_id, buyer_id=MEI)  # and the page died before it closed the payment's
    pay_at_stripe(order)

    for _ in range(2):
        fire(app, "hear_missed_webhooks")

    (kept_out,) = payments.Quarantine.scan()
    assert kept_out.sent_back_at is not None
    assert refunded_at_stripe() == [1000]
    assert again(order).paid_at is None


def test_a_live_that_nobody_films_ends(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    receive_chunk(session, 0, FILM)
    pin_goods(session.session_id, umbrella.listing_id, HOST)
    fire(app, "end_lives")
    before = get_session(session.session_id).state
    later = clock.now() + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)

    for _ in range(2):
        fire(app, "end_lives")

    after = get_session(session.session_id)
    assert (before, after.state, after.pin_id) == ("live", "ended", "")
    assert get_object(f"video/{session.session_id}/replay.m3u8")


@pytest.mark.parametrize("shelf", SHELVES)
def test_money_after_the_hold_takes_the_goods_again_though_its_webhook_is_lost(
    app: Any, shelf: str
) -> None:
    order = over("stripe", shelf)
    pay_at_stripe(order)
    before = in_all()

    for _ in range(2):
        fire(app, "hear_missed_webhooks")

    assert again(order).state == "confirmed"
    assert in_all() == before - int(order.lines[0].quantity)


def test_what_was_granted_before_a_crash_is_paid_and_the_claim_closed(app: Any) -> None:
    claim = claimed()
    grant_and_die(claim)

    for _ in range(2):
        fire(app, "end_claims")

    assert refunds(claim.order_id) == [(claim.refund_id, 1000, True)]
    assert Claim.find(claim.order_id, claim.claim_key).state == "closed"
    assert orders.any_order(claim.order_id).open_claims is None


def test_a_line_in_which_nobody_stands_any_more_is_closed(app: Any) -> None:
    stocked("pear", left=1)
    order = buy(pears(1), buyer_id="gli")
    join_line("pear", MEI)
    cancel_order(order.order_id, buyer_id="gli")
    fire(app, "serve_lines")
    leave_line("pear", MEI)

    with meter() as closing:
        fire(app, "serve_lines")
    with meter() as later:
        fire(app, "serve_lines")

    assert closing.writes
    assert not later.writes, "the minute after has nothing left to do"
