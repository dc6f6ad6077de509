"""Every report is what the orders themselves come to, worked out another way, and what the ledger has."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.impact import compare, join_guest, report
from chalicelib.ledger import CASH_OF, ENTRY_PAID, entries_of, sold_of
from chalicelib.orders import Order
from tests.engine import wipe
from tests.impact.orders import DAY, Shard
from tests.impact.raw import SELLERS, as_told, expected, figures_in, histories, newcomers


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    told=histories(), joins_at=st.integers(0, 9), first=st.integers(0, 4), days=st.integers(0, 5)
)
def test_a_report_is_what_its_orders_come_to(
    told: list[list[Order]], joins_at: int, first: int, days: int
) -> None:
    """The guest who became Tao does so before, between or after the orders; both ways of counting agree."""
    wipe()
    shard = Shard()
    changes = [pair for history in told for pair in zip([None, *history], history, strict=False)]
    for number, (old, new) in enumerate(changes):
        if number == joins_at:
            join_guest("gtao", "tao")
        new.save()
        shard.deliver((old, new))
    if joins_at >= len(changes):
        join_guest("gtao", "tao")
    orders, persons = [history[-1] for history in told], {"gtao": "tao"}

    period = DAY + timedelta(days=first), DAY + timedelta(days=first + days)
    by_producer = report(*period, by="producer")
    assert figures_in(by_producer) == as_told(expected(orders, persons, period))
    assert by_producer.total.new_buyers == len(newcomers(orders, persons, period))
    assert by_producer.differences == ()
    for seller_id in SELLERS:
        row = figures_in(by_producer, seller_id)
        assert row == as_told(expected(orders, persons, period, seller_id))
    assert compare() == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=histories())
def test_gmv_is_what_the_ledger_took_in_for_goods(told: list[list[Order]]) -> None:
    wipe()
    shard = Shard()
    for history in told:
        history[-1].save()
        shard.deliver((None, history[-1]))
    orders = [history[-1] for history in told if history[-1].paid_at]

    came_in = 0
    for order in orders:
        entries = entries_of(sold_of(order.serialize()))
        (paid,) = [entry for entry in entries if entry.name == ENTRY_PAID]
        cash = {posting.account: posting.fen for posting in paid.postings}
        shipping = [part.shipping_fen for part in order.sub_orders if not part.refused_at]
        came_in += cash[CASH_OF[order.payment_method]] - int(sum(shipping))

    assert report(DAY, DAY + timedelta(days=9)).total.figures.gmv_fen == came_in
