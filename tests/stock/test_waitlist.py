"""The waitlist: what comes back goes to the first in line, in order, and to nobody else before."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.errors import FairError, NotFound, Refused
from chalicelib.orders import (
    Order,
    WantedLine,
    cancel_order,
    expire_order,
    look_into_basket,
    mark_paid,
    put_in_basket,
)
from chalicelib.stock import (
    Stock,
    join_line,
    leave_line,
    make_drop,
    open_shards,
    place_in_line,
    restock,
    serve_line,
    serve_lines,
)
from chalicelib.stock.models import InLine
from chalicelib.stock.tickets import ticket_of
from tests.costs import assert_cost
from tests.goods import buy, left, pears, stocked

LATER = timedelta(minutes=31)


def pear(buyer_id: str, sku_id: str = "pear") -> Order:
    wanted = WantedLine(sku_id, 1, 500)
    return buy(wanted, form_key=str(uuid.uuid4()), buyer_id=buyer_id)


def state_of(buyer_id: str, at: datetime | None = None) -> str:
    return place_in_line("pear", buyer_id, at or clock.now()).state


def test_who_comes_first_is_offered_what_comes_back() -> None:
    stocked("pear", left=1)
    sold = pear("gmei")
    join_line("pear", "gli")
    join_line("pear", "gwu")

    cancel_order(sold.order_id, buyer_id="gmei")
    serve_lines(clock.now())

    assert (state_of("gli"), state_of("gwu")) == ("kept", "waiting")
    assert pear("gli").state == "confirmed"
    assert left("pear") == 0


def test_nobody_else_gets_it_meanwhile() -> None:
    stocked("pear", left=1)
    sold = pear("gmei")
    join_line("pear", "gli")
    cancel_order(sold.order_id, buyer_id="gmei")

    for stranger in ("gwu", "gmei"):
        with pytest.raises(Refused, match="line-is-waiting"):
            pear(stranger)
    serve_lines(clock.now())
    with pytest.raises(Refused, match="sold-out"):
        pear("gwu")

    assert state_of("gli") == "kept"


def test_a_kept_place_is_in_order_in_the_basket_of_its_owner_alone() -> None:
    stocked("pear", left=0)
    join_line("pear", "gli")
    restock("pear", 1, producer_id="wu", form_key="a")
    serve_line("pear", clock.now())

    for buyer_id in ("gli", "gwu"):
        put_in_basket(buyer_id, pears(1))

    assert look_into_basket("gli").is_in_order
    assert not look_into_basket("gwu").is_in_order


def test_money_for_an_expired_order_of_two_is_no_way_to_pay_for_one_kept_piece() -> None:
    stocked("pear", left=2)
    held = buy(pears(2), buyer_id="gli", method="sandbox")
    join_line("pear", "gli")
    expire_order(held.order_id, now=clock.now() + LATER)
    serve_lines(clock.now())

    with pytest.raises(Refused, match="sold-out"):
        mark_paid(held.order_id, payment_id="p1", fen=1_000)

    assert (left("pear"), int(Stock.find("pear").kept)) == (1, 1)


def test_an_offer_that_is_not_taken_in_half_an_hour_goes_to_the_next() -> None:
    stocked("pear", left=0)
    for buyer_id in ("gli", "gwu"):
        join_line("pear", buyer_id)
    restock("pear", 1, producer_id="wu", form_key="a")
    serve_lines(clock.now())

    serve_lines(clock.now() + LATER)

    assert (state_of("gli"), state_of("gwu")) == ("lapsed", "kept")
    with pytest.raises(Refused):
        pear("gli")
    pear("gwu")


def test_an_offer_is_over_at_its_end_even_if_no_schedule_has_come() -> None:
    stocked("pear", left=0)
    join_line("pear", "gli")
    restock("pear", 1, producer_id="wu", form_key="a")
    serve_lines(clock.now() - LATER)

    assert state_of("gli") == "lapsed"
    with pytest.raises(Refused):
        pear("gli")


def test_who_leaves_makes_room_and_who_leaves_an_offer_passes_it_on() -> None:
    stocked("pear", left=0)
    for buyer_id in ("gli", "gwu", "gmei"):
        join_line("pear", buyer_id)
    leave_line("pear", "gwu")
    restock("pear", 1, producer_id="wu", form_key="a")
    serve_lines(clock.now())

    leave_line("pear", "gli")
    leave_line("pear", "gli")

    assert [state_of(buyer_id) for buyer_id in ("gli", "gwu", "gmei")] == ["left", "left", "kept"]


def test_a_place_says_how_many_are_ahead_and_joining_twice_is_one_place() -> None:
    stocked("pear", left=0)
    for buyer_id in ("gli", "gwu", "gli"):
        join_line("pear", buyer_id)

    assert place_in_line("pear", "gwu", clock.now()).ahead == 1
    assert place_in_line("pear", "gli", clock.now()).ahead == 0
    assert Stock.find("pear").waiting == 2


def test_who_bought_or_lost_a_place_may_join_again() -> None:
    stocked("pear", left=0)
    join_line("pear", "gli")
    restock("pear", 1, producer_id="wu", form_key="a")
    serve_lines(clock.now())
    pear("gli")

    join_line("pear", "gli")

    assert state_of("gli") == "waiting"


def test_goods_that_are_still_there_or_not_on_sale_have_no_line() -> None:
    stocked("pear", left=1)
    stocked("hidden", left=0, on_sale=False)
    stocked("cup", on_sale=False)
    make_drop("cup", 3, producer_id="wu")
    Stock("cup").update(actions=[Stock.on_sale.set(True)])

    for sku_id, why in (
        ("pear", "still-there"),
        ("hidden", "not-on-sale"),
        ("cup", "no-line-for-a-drop"),
    ):
        with pytest.raises(Refused, match=why):
            join_line(sku_id, "gli")
    with pytest.raises(NotFound):
        join_line("nothing", "gli")


def test_a_line_for_a_busy_sku_brings_its_shards_to_the_counter_first() -> None:
    stocked("pear", left=2)
    open_shards("pear", shards=2)
    pear("gmei")
    with pytest.raises(Refused, match="still-there"):
        join_line("pear", "gli")
    pear("gmei")

    join_line("pear", "gli")

    assert state_of("gli") == "waiting"
    with pytest.raises(Refused, match="people-are-waiting"):
        open_shards("pear")


def test_a_line_that_is_served_is_closed_and_the_minute_looks_there_no_more() -> None:
    stocked("pear", left=0)
    join_line("pear", "gli")
    restock("pear", 2, producer_id="wu", form_key="a")
    serve_lines(clock.now())
    pear("gli")

    serve_lines(clock.now())

    assert not list(InLine.query("open"))
    assert pear("gwu").state == "confirmed"


def test_two_rounds_at_once_offer_each_unit_once() -> None:
    stocked("pear", left=0)
    people = [f"g{i}" for i in range(6)]
    for buyer_id in people:
        join_line("pear", buyer_id)
    restock("pear", 3, producer_id="wu", form_key="a")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(serve_lines, [clock.now()] * 4))

    assert [state_of(person) for person in people] == ["kept"] * 3 + ["waiting"] * 3
    assert (left("pear"), int(Stock.find("pear").kept), int(Stock.find("pear").waiting)) == (
        0,
        3,
        3,
    )


def test_an_offer_that_four_rounds_end_is_missed_once_and_goes_back_once() -> None:
    stocked("pear", left=0)
    join_line("pear", "gli")
    restock("pear", 2, producer_id="wu", form_key="a")
    serve_lines(clock.now())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(serve_lines, [clock.now() + LATER] * 4))
    serve_lines(clock.now() + LATER)

    ticket = ticket_of("pear", "gli")
    assert ticket is not None
    assert (ticket.state, int(ticket.misses)) == ("lapsed", 1)
    assert (left("pear"), int(Stock.find("pear").kept)) == (2, 0)
    assert pear("gwu").state == "confirmed"


def test_twenty_at_once_have_a_place_each() -> None:
    stocked("pear", left=0)

    with ThreadPoolExecutor(5) as pool:
        done = list(pool.map(_joined, [f"g{i}" for i in range(20)]))

    assert Stock.find("pear").waiting == sum(done)
    assert len(list(InLine.query("pear", InLine.entry.startswith("place#")))) == sum(done)


def test_what_a_line_costs() -> None:
    stocked("pear", left=0)

    with assert_cost(writes=8, reads=2):
        join_line("pear", "gli")
    restock("pear", 1, producer_id="wu", form_key="a")
    with assert_cost(writes=9, reads=3):
        serve_line("pear", clock.now())
    with assert_cost(writes=2 * (1 + 3), reads=0.5 + 1 + 1 + 0.5):
        pear("gli")


def _joined(buyer_id: str) -> bool:
    try:
        join_line("pear", buyer_id)
    except Refused as refused:
        assert refused.message_id == "busy"  # noqa: PT017
        return False
    return True


PEOPLE = ("ga", "gb", "gc", "gd")
steps_of = st.lists(
    st.tuples(
        st.sampled_from(["buy", "join", "leave", "cancel", "restock", "serve", "wait"]),
        st.sampled_from(PEOPLE),
    ),
    max_size=24,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=steps_of)
def test_nobody_overtakes_and_no_unit_is_lost(steps: list[tuple[str, str]]) -> None:
    fair = _Fair(str(uuid.uuid4()))
    acts = {
        "buy": fair.buy,
        "join": lambda buyer_id: join_line(fair.sku_id, buyer_id),
        "leave": lambda buyer_id: leave_line(fair.sku_id, buyer_id),
        "cancel": fair.cancel,
        "restock": fair.restock,
        "serve": fair.serve,
        "wait": fair.wait,
    }

    for step, who in steps:
        before = fair.line()
        with suppress(FairError):
            acts[step](who)
        fair.check(before)


class _Fair:
    """A SKU with two units, and a clock that only goes forward."""

    def __init__(self, sku_id: str) -> None:
        self.sku_id, self.put_in, self.now = sku_id, 2, clock.now()
        self.sold: list[Order] = []
        stocked(sku_id, left=2)

    def buy(self, who: str) -> None:
        waited = bool(self.line())
        was_kept = place_in_line(self.sku_id, who, clock.now()).state == "kept"
        self.sold.append(pear(who, self.sku_id))
        assert was_kept or not waited, "a walk-in overtook the line"

    def cancel(self, _: str) -> None:
        if self.sold:
            gone = self.sold.pop()
            cancel_order(gone.order_id, buyer_id=gone.buyer_id)

    def restock(self, _: str) -> None:
        restock(self.sku_id, 1, producer_id="wu", form_key=str(uuid.uuid4()))
        self.put_in += 1

    def serve(self, _: str) -> None:
        serve_line(self.sku_id, self.now)

    def wait(self, _: str) -> None:
        self.now += LATER
        serve_line(self.sku_id, self.now)

    def line(self) -> list[str]:
        """Who waits, the first first."""
        places = InLine.query(self.sku_id, InLine.entry.startswith("place#"), consistent_read=True)
        return [place.entry.rpartition("#")[2] for place in places]

    def check(self, before: list[str]) -> None:
        stock = Stock.find(self.sku_id)
        after = self.line()
        left_over, kept = int(stock.left), int(stock.kept or 0)
        tickets = InLine.query(self.sku_id, InLine.entry.startswith("buyer#"), consistent_read=True)
        states = [ticket.state for ticket in tickets]
        assert left_over + kept + len(self.sold) == self.put_in
        assert left_over >= 0
        ends = InLine.query(self.sku_id, InLine.entry.startswith("until#"), consistent_read=True)
        assert states.count("kept") == sum(1 for _ in ends)
        assert states.count("waiting") == len(after) == int(stock.waiting or 0)
        stayed = [ticket for ticket in before if ticket in after]
        assert stayed == [ticket for ticket in after if ticket in before]
        served = [ticket for ticket in before if ticket not in after]
        assert len(served) <= 1 or before[: len(served)] == served, "somebody overtook"
