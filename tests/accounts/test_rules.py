"""Phone numbers, limits and roles, for any input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.accounts import SignedInPerson
from chalicelib.accounts.rules import (
    ADDRESS_LIMITS,
    DAY,
    HOUR,
    PHONE_LIMITS,
    are_grants,
    phone_of,
    take,
)
from chalicelib.errors import Invalid, Refused

CHINA = ("+86",)


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086 13800138000",
        "１３８００１３８０００",
        "138.0013.8000",
        "\u202d+86\u00a0138\u20110013\u20118000\u202c",
    ],
)
def test_a_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert phone_of(typed, CHINA) == "+8613800138000"


@pytest.mark.parametrize(
    "typed", ["", "abc", "1380013800", "138001380000", "23800138000", "0855-3331234", "+", "+86"]
)
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        phone_of(typed, CHINA)
    assert caught.value.problems["phone"].message_id == "not-a-phone"


def test_only_countries_on_the_list_receive_codes() -> None:
    with pytest.raises(Invalid) as caught:
        phone_of("+44 7700 900123", CHINA)
    assert caught.value.problems["phone"].message_id == "phone-of-another-country"
    assert phone_of("+44 7700 900123", ("+86", "+44")) == "+447700900123"


@given(typed=st.text(max_size=40))
def test_any_text_is_a_number_or_is_refused(typed: str) -> None:
    try:
        number = phone_of(typed, CHINA)
    except Invalid:
        return
    assert number.startswith("+861")
    assert len(number) == 14


@given(asked=st.lists(st.integers(0, 3 * DAY), max_size=120))
def test_a_phone_never_gets_more_than_its_limits_in_any_window(asked: list[int]) -> None:
    taken: list[int] = []
    granted: list[int] = []

    for now in sorted(asked):
        try:
            taken = take(taken, now, PHONE_LIMITS)
            granted.append(now)
        except Refused:
            assert granted

    for most, seconds in PHONE_LIMITS:
        for start in granted:
            assert sum(start <= moment < start + seconds for moment in granted) <= most
    assert len(taken) <= 10


@given(asked=st.lists(st.integers(0, 3 * HOUR), max_size=120))
def test_an_address_gets_20_in_any_hour_and_not_fewer(asked: list[int]) -> None:
    taken: list[int] = []
    granted: list[int] = []

    for now in sorted(asked):
        within = [moment for moment in granted if moment > now - HOUR]
        try:
            taken = take(taken, now, ADDRESS_LIMITS)
            granted.append(now)
            assert len(within) < 20
        except Refused:
            assert len(within) == 20


@pytest.mark.parametrize(
    ("taken", "message", "values"),
    [
        ([100], "wait-seconds", {"seconds": 60}),
        ([100 - 600 * n for n in range(5)][::-1], "wait-minutes", {"minutes": 20}),
        ([100 - 4000 * n for n in range(10)][::-1], "wait-hours", {"hours": 14}),
    ],
)
def test_a_refusal_says_how_long_to_wait(
    taken: list[int], message: str, values: dict[str, int]
) -> None:
    with pytest.raises(Refused, match=message) as caught:
        take(taken, 100, PHONE_LIMITS)
    assert caught.value.values == values


def test_a_role_holds_where_it_was_granted() -> None:
    wang = SignedInPerson("p1", "Wang", ("official:c1", "official:c2", "manager:*"), "device")

    assert wang.scopes("official") == ("c1", "c2")
    assert wang.has("manager")
    assert not wang.has("host")
    assert wang.scopes("host") == ()


def test_only_known_roles_can_be_granted() -> None:
    assert are_grants(["official:c0001", "buyer:*", "producer:local-producer"])
    assert not are_grants(["emperor:*"])
    assert not are_grants(["official:"])
    assert not are_grants(["official"])
