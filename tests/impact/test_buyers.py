"""A guest who takes their orders along on signing in is one buyer with the person that they are."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.accounts import Person, add_person
from chalicelib.impact import FirstOrder, compare, join_guest, report
from chalicelib.impact.models import SalePage
from chalicelib.orders import Order, WantedLine, Wish, check_out, put_in_basket
from tests.costs import assert_cost
from tests.goods import drop, paid_for
from tests.impact.orders import DAY, NOON, Shard, order
from tests.people import HOME
from tests.streams import hear, stream

ONE_DAY = timedelta(days=1)


@pytest.fixture
def signs_in(app: Any) -> Any:
    """Mei signs in and takes along what she did as a guest, as often as the stream says so."""
    mei = add_person("Mei", ["buyer:*"], made_by="root", person_id="mei")

    def tell(times: int = 1) -> None:
        now = Person.get("mei")
        now.also = ["gmei"]
        for _ in range(times):
            hear(app, "join_guests", stream((mei, now)))

    return tell


def test_who_buys_as_a_guest_signs_in_and_buys_again_is_one_new_buyer(signs_in: Any) -> None:
    shard = Shard()
    shard.paid(order("gmei", "1", 1_000), order("li", "2", 500))

    signs_in(times=2)
    shard.paid(order("mei", "3", 2_000, paid_at=NOON + ONE_DAY))

    both = report(DAY, DAY + ONE_DAY).total
    assert (both.buyers, both.new_buyers, both.figures.orders) == (2, 2, 3)
    later = report(DAY + ONE_DAY, DAY + ONE_DAY).total
    assert (later.buyers, later.new_buyers) == (1, 0)
    assert compare() == []


@pytest.mark.parametrize(("guest_days", "own_days"), [(0, 1), (1, 0)])
def test_of_two_first_orders_the_earlier_one_stays(
    signs_in: Any, guest_days: int, own_days: int
) -> None:
    Shard().paid(
        order("gmei", "1", paid_at=NOON + guest_days * ONE_DAY),
        order("mei", "2", paid_at=NOON + own_days * ONE_DAY),
    )

    signs_in(times=2)

    assert report(DAY, DAY).total.new_buyers == 1
    assert report(DAY + ONE_DAY, DAY + ONE_DAY).total.new_buyers == 0
    both = report(DAY, DAY + ONE_DAY).total
    assert (both.buyers, both.new_buyers) == (1, 1)
    assert FirstOrder.get("mei").first_at == NOON
    assert compare() == []


def test_what_a_guest_has_paid_only_after_signing_in_is_the_persons_too(signs_in: Any) -> None:
    shard = Shard()
    shard.paid(order("mei", "1"))

    signs_in()
    shard.paid(order("gmei", "2", paid_at=NOON + ONE_DAY))

    both = report(DAY, DAY + ONE_DAY).total
    assert (both.buyers, both.new_buyers) == (1, 1)
    assert compare() == []


def test_an_order_that_the_figures_have_not_heard_of_yet_finds_its_person(signs_in: Any) -> None:
    guests = order("gmei", "1")
    guests.save()

    signs_in()
    shard = Shard()
    shard.paid(order("mei", "2", paid_at=NOON + ONE_DAY))
    shard.paid(guests)

    assert report(DAY, DAY).total.new_buyers == 1
    assert report(DAY + ONE_DAY, DAY + ONE_DAY).total.new_buyers == 0
    assert compare() == []


def test_a_piece_of_a_drop_comes_along_too(signs_in: Any) -> None:
    drop()
    piece = paid_for(_cup_of("gmei"))
    own = order("mei", "2", paid_at=piece.paid_at)
    Shard().paid(Order.find(piece.buyer_id, piece.order_key), own)

    signs_in()

    day = report(piece.paid_at.date(), piece.paid_at.date() + ONE_DAY).total
    assert (day.buyers, day.new_buyers) == (1, 1)


def test_joining_costs_a_few_units_and_again_next_to_none() -> None:
    Shard().paid(order("gmei", "1"), order("mei", "2", paid_at=NOON + ONE_DAY))

    # both first orders, the day on which one of them is none any more, and the mark on the guest's day
    with assert_cost(writes=2 * 3 + 1, reads=5):
        join_guest("gmei", "mei")
    with assert_cost(writes=1, reads=4):
        join_guest("gmei", "mei")

    assert len(list(SalePage.scan())) == 4


def _cup_of(buyer_id: str) -> Order:
    put_in_basket(buyer_id, WantedLine("cup", 1, 6_000))
    return check_out(buyer_id, Wish("form-1", HOME, "sandbox", version=1))
