"""A waiting line in which many do not answer: whoever does is sold to within minutes, and one phone has one place."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, Refused
from chalicelib.notices import Notice
from chalicelib.orders import WantedLine, cancel_order
from chalicelib.settings import settings
from chalicelib.stock import (
    GuestContact,
    Stock,
    join_line,
    leave_line,
    place_in_line,
    restock,
    serve_lines,
)
from chalicelib.stock.models import InLine
from chalicelib.stock.rules import MOST_BESIDE, OFFER_STEP, further_offers
from tests.costs import assert_cost
from tests.goods import buy, left, stocked

MINUTE = timedelta(minutes=1)
NETWORKS = ("203.0.113.7", "203.0.113.8")


class Times:
    """A clock that goes on when the test says so, with the schedule of every minute."""

    def __init__(self) -> None:
        self.now = clock.now()

    def pass_minutes(self, minutes: int) -> None:
        for _ in range(minutes):
            self.now += MINUTE
            serve_lines(self.now)


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    times = Times()
    monkeypatch.setattr(clock, "now", lambda: times.now)
    return times


@pytest.fixture
def without_messages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FAIR_STAGE", "production")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def contact(number: int, address: str = NETWORKS[0]) -> GuestContact:
    return GuestContact(f"1390000{number:04}", address)


def back_on_the_shelf(units: int = 1, form_key: str = "a") -> None:
    restock("pear", units, producer_id="wu", form_key=form_key)


def state_of(buyer_id: str, at: datetime | None = None) -> str:
    return place_in_line("pear", buyer_id, at or clock.now()).state


def pear(buyer_id: str) -> str:
    wanted = WantedLine("pear", 1, 500)
    return buy(wanted, form_key=f"form-{buyer_id}", buyer_id=buyer_id).order_id


@pytest.mark.parametrize(("units", "minutes"), [(5, 6), (1, 12)])
def test_forty_places_of_strangers_delay_a_buyer_by_minutes(
    times: Times, units: int, minutes: int
) -> None:
    stocked("pear", left=0)
    for i in range(40):
        join_line("pear", f"g{i}", guest=contact(i, NETWORKS[i % 2]))
    join_line("pear", "greal", guest=contact(100, "198.51.100.1"))
    back_on_the_shelf(units)
    serve_lines(times.now)

    waited = 0
    while state_of("greal") != "kept":
        times.pass_minutes(1)
        waited += 1
    pear("greal")

    assert waited == minutes
    assert int(Stock.find("pear").kept) == units - 1


def test_forty_guests_of_one_network_have_twenty_places() -> None:
    stocked("pear", left=0)

    for i in range(40):
        with suppress(Refused):
            join_line("pear", f"g{i}", guest=contact(i))

    assert Stock.find("pear").waiting == 20
    with pytest.raises(Refused, match="line-network-crowded"):
        join_line("pear", "glate", guest=contact(99))
    join_line("pear", "pmei")  # who is signed in is not counted
    assert state_of("pmei") == "waiting"


def test_one_guest_has_twenty_places_an_hour_whatever_the_phone() -> None:
    for i in range(21):
        stocked(f"thing-{i}", left=0)
    for i in range(20):
        join_line(f"thing-{i}", "gli", guest=contact(i))

    with pytest.raises(Refused, match="too-many-places"):
        join_line("thing-20", "gli", guest=contact(20))


def test_one_phone_has_one_place_also_for_eight_guests_at_once() -> None:
    stocked("pear", left=0)

    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(_joins_with_one_phone, [f"g{i}" for i in range(8)]))

    assert states.count("phone-is-in-line") + states.count("busy") == 7
    assert Stock.find("pear").waiting == 1


def test_a_phone_whose_place_is_over_may_stand_in_line_again(times: Times) -> None:
    stocked("pear", left=0)
    join_line("pear", "gli", guest=contact(1))
    with pytest.raises(Refused, match="phone-is-in-line"):
        join_line("pear", "gwu", guest=contact(1))

    leave_line("pear", "gli")
    join_line("pear", "gwu", guest=contact(1))

    assert (state_of("gli"), state_of("gwu")) == ("left", "waiting")


def test_what_is_no_phone_number_has_no_place() -> None:
    stocked("pear", left=0)

    with pytest.raises(Invalid):
        join_line("pear", "gli", guest=GuestContact("12", NETWORKS[0]))

    assert not Stock.find("pear").waiting


def test_the_first_has_three_minutes_alone_and_half_an_hour_beside_others(times: Times) -> None:
    stocked("pear", left=0)
    for i in range(5):
        join_line("pear", f"g{i}")
    back_on_the_shelf()
    serve_lines(times.now)

    times.pass_minutes(2)
    alone = [state_of(f"g{i}") for i in range(5)]
    times.pass_minutes(1)
    beside = [state_of(f"g{i}") for i in range(5)]
    times.pass_minutes(26)
    pear("g0")

    assert alone == ["kept"] + ["waiting"] * 4
    assert beside == ["kept"] * 3 + ["waiting"] * 2


def test_who_was_less_quick_keeps_the_place(times: Times) -> None:
    stocked("pear", left=0)
    for i in range(5):
        join_line("pear", f"g{i}")
    back_on_the_shelf()
    serve_lines(times.now)
    times.pass_minutes(3)

    order_id = pear("g2")
    at_once = place_in_line("pear", "g0", times.now)
    with pytest.raises(Refused):
        pear("g0")
    times.pass_minutes(1)

    assert (at_once.state, at_once.ahead) == ("waiting", 0)
    assert [place_in_line("pear", f"g{i}", times.now).ahead for i in (0, 1, 3, 4)] == [0, 1, 2, 3]
    cancel_order(order_id, buyer_id="g2")
    times.pass_minutes(1)
    assert (state_of("g0"), state_of("g1")) == ("kept", "waiting")


def test_who_does_not_answer_twice_goes_last(times: Times) -> None:
    stocked("pear", left=0)
    for form_key in ("a", "b"):
        join_line("pear", "gsilent")
        back_on_the_shelf(form_key=form_key)
        times.pass_minutes(32)
        assert state_of("gsilent") == "lapsed"
        restock("pear", -1, producer_id="wu", form_key=f"{form_key}-out")
    join_line("pear", "gsilent")
    for i in range(3):
        join_line("pear", f"g{i}")

    assert place_in_line("pear", "gsilent", times.now).ahead == 3
    assert place_in_line("pear", "g0", times.now).ahead == 0


def test_one_place_is_sold_once_though_three_try_at_once(times: Times) -> None:
    stocked("pear", left=0)
    for i in range(3):
        join_line("pear", f"g{i}")
    back_on_the_shelf()
    serve_lines(times.now)
    times.pass_minutes(3)

    with ThreadPoolExecutor(3) as pool:
        orders = [*filter(None, pool.map(_bought, ["g0", "g1", "g2"]))]

    assert len(orders) == 1
    assert (left("pear"), int(Stock.find("pear").kept)) == (0, 0)


def test_a_guest_gets_a_message_and_a_person_a_notice_and_no_number_stays(
    times: Times, capsys: pytest.CaptureFixture[str]
) -> None:
    stocked("pear", left=0)
    join_line("pear", "gli", guest=contact(1))
    join_line("pear", "pmei")
    back_on_the_shelf(2)

    serve_lines(times.now)
    serve_lines(times.now)

    out = capsys.readouterr().out
    assert out.count("To +8613900000001: 乡集：您排队等的“Pear”到货了") == 1
    assert "/goods/listing-pear/place" in out
    assert [(notice.whose, notice.kind, notice.about) for notice in Notice.scan()] == [
        ("pmei", "your-turn", "listing-pear")
    ]
    leave_line("pear", "gli")
    assert not [entry for entry in InLine.scan() if entry.phone]


@pytest.mark.usefixtures("without_messages")
def test_where_no_message_can_be_sent_no_number_is_kept() -> None:
    stocked("pear", left=0)

    join_line("pear", "gli", guest=contact(1))

    assert not [entry for entry in InLine.scan() if entry.phone]
    with pytest.raises(Refused, match="phone-is-in-line"):
        join_line("pear", "gwu", guest=contact(1))


def test_the_days_messages_are_capped_and_the_offer_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAIR_CODES_A_DAY", "1")
    settings.cache_clear()
    stocked("pear", left=0)
    for i in range(3):
        join_line("pear", f"g{i}", guest=contact(i))
    back_on_the_shelf(3)

    serve_lines(clock.now())
    monkeypatch.undo()
    settings.cache_clear()

    assert capsys.readouterr().out.count("To +86") == 1
    assert [state_of(f"g{i}") for i in range(3)] == ["kept"] * 3


def test_what_nobody_in_line_wants_is_for_everybody_at_once(times: Times) -> None:
    stocked("pear", left=0)
    join_line("pear", "gli")
    back_on_the_shelf(100)

    serve_lines(times.now)

    assert (left("pear"), int(Stock.find("pear").kept)) == (99, 1)
    pear("gwalkin")
    pear("gli")


def test_goods_taken_off_sale_let_the_offers_run_out_and_give_the_unit_back(times: Times) -> None:
    stocked("pear", left=0)
    for i in range(2):
        join_line("pear", f"g{i}")
    back_on_the_shelf()
    serve_lines(times.now)
    Stock("pear").update(actions=[Stock.on_sale.set(False)])

    times.pass_minutes(31)

    assert (left("pear"), int(Stock.find("pear").kept)) == (1, 0)
    assert state_of("g1") == "waiting"


def test_how_many_more_are_offered() -> None:
    assert further_offers(5, 0, timedelta(0)) == 5
    assert further_offers(5, 5, OFFER_STEP - MINUTE) == 0
    assert further_offers(5, 5, OFFER_STEP) == 10
    assert further_offers(1, 80, OFFER_STEP) == MOST_BESIDE + 1 - 80
    assert further_offers(1, 500, OFFER_STEP) == 0


def test_what_a_guests_place_costs() -> None:
    stocked("pear", left=0)

    with assert_cost(writes=8 + 5 * 2, reads=2):
        join_line("pear", "gli", guest=contact(1))


def _joins_with_one_phone(buyer_id: str) -> str:
    try:
        join_line("pear", buyer_id, guest=contact(1))
    except Refused as refused:
        return refused.message_id
    return "waiting"


def _bought(buyer_id: str) -> str:
    with suppress(Refused):
        return pear(buyer_id)
    return ""
