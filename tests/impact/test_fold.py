"""Folding the orders' stream: once each, whatever the stream does, and for little money."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.errors import Refused
from chalicelib.impact import OrderChange, compare, fold, report
from chalicelib.impact.models import FirstOrder, Rollup
from chalicelib.store import Watermark
from tests.costs import meter
from tests.engine import wipe
from tests.impact.orders import DAY, NEVER_LISTED, NOON, Shard, changed, order

if TYPE_CHECKING:
    from chalicelib.orders import Order


def test_an_order_counts_when_it_is_paid() -> None:
    shard, held = Shard(), order(paid_at=None)

    shard.deliver((None, held))
    before = report(DAY, DAY).total.figures
    shard.deliver((held, order()))

    assert (before.gmv_fen, before.orders) == (0, 0)
    assert report(DAY, DAY).total.figures.gmv_fen == 16_800


def test_a_batch_that_comes_twice_counts_once() -> None:
    shard = Shard()
    changes = shard.paid(order("mei"), order("li", "2", 500, 700))

    fold(shard.name, changes)

    assert report(DAY, DAY).total.figures.gmv_fen == 16_800 + 1_200
    assert compare() == []


def test_two_shards_count_both() -> None:
    Shard("shard-1").paid(order("mei"))
    Shard("shard-2").paid(order("li"))

    assert report(DAY, DAY).total.figures.orders == 2


def test_folds_of_one_shard_at_the_same_moment_count_once() -> None:
    shard = Shard()
    changes = shard.news(*((None, order(f"b{at}")) for at in range(5)))
    for at in range(5):
        order(f"b{at}").save()

    with ThreadPoolExecutor(4) as lambdas:
        outcomes = [lambdas.submit(fold, shard.name, changes) for _ in range(4)]
    refused = [outcome for outcome in outcomes if outcome.exception()]
    fold(shard.name, changes)

    assert all(isinstance(outcome.exception(), Refused) for outcome in refused)
    assert report(DAY, DAY).total.figures.orders == 5
    assert compare() == []


def test_a_big_order_is_folded_in_parts_that_go_on_where_they_broke_off() -> None:
    shard = Shard()
    orders = [
        order(f"b{at}", "1", 100, producer_id=f"p{at}", session_id=f"s{at}", host_ids=(f"h{at}",))
        for at in range(60)
    ]

    changes = shard.paid(*orders)
    mark = Watermark.get("orders", shard.name)

    fold(shard.name, changes)
    assert Watermark.get("orders", shard.name).position == mark.position
    assert report(DAY, DAY, "producer").total.figures.gmv_fen == 6_000
    assert compare() == []


def test_a_sale_from_a_county_that_was_never_listed_is_not_designated() -> None:
    Shard().paid(order("mei", county_id=NEVER_LISTED), order("li", "2", 500))

    total = report(DAY, DAY).total

    assert total.figures.designated_gmv_fen == 500
    assert total.figures.ever_designated_gmv_fen == 500
    assert total.designated_share == 2.9


def test_goods_of_a_listed_county_sold_by_a_seller_elsewhere_are_not_designated() -> None:
    Shard().paid(order(seller_county_id=NEVER_LISTED))

    assert report(DAY, DAY).total.figures.designated_gmv_fen == 0


def test_a_county_lifted_at_the_end_of_2020_is_formerly_designated_in_2021() -> None:
    later = NOON + timedelta(days=365)
    Shard().paid(order(paid_at=later))

    total = report(DAY + timedelta(days=365), DAY + timedelta(days=365)).total.figures

    assert (total.designated_gmv_fen, total.ever_designated_gmv_fen) == (0, 16_800)


def test_what_staff_buy_from_their_own_fair_is_not_genuine() -> None:
    Shard().paid(order("mei"), order("official", "2", 700, internal=True))

    total = report(DAY, DAY).total.figures

    assert total.net_gmv_fen - total.genuine_gmv_fen == 700


def test_an_unknown_county_stops_nothing() -> None:
    Shard().paid(order(county_id="nowhere"))

    assert report(DAY, DAY).row("nowhere").figures.designated_gmv_fen == 0


def test_a_buyer_who_turns_out_to_have_come_before_is_new_on_the_earlier_day_only() -> None:
    shard, the_day_before = Shard(), NOON - timedelta(days=1)
    shard.paid(order("mei", "2", paid_at=NOON))
    before = report(DAY, DAY).total.new_buyers
    shard.paid(order("mei", "1", paid_at=the_day_before))

    assert before == 1
    assert report(DAY, DAY).total.new_buyers == 0
    assert report(DAY - timedelta(days=1), DAY).total.new_buyers == 1
    assert compare() == []


def test_the_first_order_moves_to_an_earlier_payment_and_never_to_a_later_one() -> None:
    shard = Shard()
    shard.paid(order("mei", "2", paid_at=NOON))
    shard.paid(order("mei", "1", paid_at=NOON - timedelta(days=1)))
    shard.paid(order("mei", "3", paid_at=NOON + timedelta(days=1)))

    assert FirstOrder.get("mei").first_at == NOON - timedelta(days=1)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=st.lists(st.integers(0, 20), max_size=5), again=st.integers(0, 20))
def test_any_batches_with_any_repeats_add_up_to_the_orders(cuts: list[int], again: int) -> None:
    wipe()
    shard = Shard()
    changes = _a_day_of_news(shard)

    places = sorted({0, len(changes), *(cut % len(changes) for cut in cuts)})
    for begin, end in pairwise(places):
        fold(shard.name, changes[max(0, begin - again) : end])

    assert compare() == []
    assert report(DAY, DAY).total.figures.orders == 6


def test_a_hundred_orders_of_one_live_cost_a_fraction_of_a_unit_each() -> None:
    orders = [order(f"{at:024x}", f"{at:016x}", 5_980) for at in range(100)]
    changes = [OrderChange(str(at + 1), None, order.serialize()) for at, order in enumerate(orders)]

    with meter() as first:
        fold("shard-1", changes)
    again = [replace(change, sequence=str(100 + int(change.sequence))) for change in changes]
    with meter() as second:
        fold("shard-1", again)

    assert first.writes - second.writes == 100  # that this is the buyer's first order
    assert second.writes <= 40, second.calls
    assert len(list(Rollup.scan())) == 5


def _a_day_of_news(shard: Shard) -> list[OrderChange]:
    news: list[tuple[Order | None, Order | None]] = []
    for at in range(6):
        paid = order(f"b{at % 4}", f"{at}", 100 * at + 100, 250, producer_id=f"p{at % 2}")
        later = (
            changed(paid, refunded_fen=50)
            if at % 3
            else changed(paid, cancelled_fen=100 * at + 100)
        )
        held = order(f"b{at % 4}", f"{at}", 100 * at + 100, 250, paid_at=None)
        news += [(None, held), (held, paid), (paid, later)]
        later.save()
    return shard.news(*news)
