"""People are added once, and what they may do changes at once."""

import pytest

from chalicelib.accounts import (
    add_person,
    change_grants,
    get_person,
    make_link,
    redeem_link,
    signed_in,
)
from chalicelib.accounts.models import Person
from chalicelib.accounts.rules import MOST_GUESTS
from chalicelib.errors import Invalid, NotFound, Refused
from tests.costs import assert_cost

PHONE = "138 0013 8000"


def add_wang() -> Person:
    return add_person("Wang", ["official:c2262"], phone=PHONE, made_by="root", person_id="wang")


def test_the_same_person_id_is_the_same_person() -> None:
    add_wang()

    again = add_person("Other", ["manager:*"], made_by="root", person_id="wang")

    assert (again.name, list(again.grants)) == ("Wang", ["official:c2262"])


def test_a_phone_number_is_one_persons_and_is_not_kept() -> None:
    wang = add_wang()

    with pytest.raises(Refused, match="phone-taken"):
        add_person("Li", ["host:c2262"], phone="+8613800138000", made_by="root")

    assert "13800138000" not in str(wang.to_dynamodb_dict())


def test_a_bad_phone_adds_nobody() -> None:
    with pytest.raises(Invalid):
        add_person("Li", ["host:c2262"], phone="12345", made_by="root", person_id="li")
    with pytest.raises(NotFound):
        get_person("li")


def test_new_grants_hold_at_once_on_every_device() -> None:
    add_wang()
    tokens = [redeem_link(make_link("wang", made_by="root")) for _ in range(2)]

    change_grants("wang", ["host:c2262"], changed_by="root")

    for token in tokens:
        person = signed_in(token)
        assert person
        assert person.grants == ("host:c2262",)


def test_what_people_cost() -> None:
    with assert_cost(writes=4):
        add_wang()
    with assert_cost(writes=2):
        add_person("Li", ["buyer:*"], made_by="root", person_id="li")
    with assert_cost(writes=2, reads=1.5):
        change_grants("li", ["host:c2262"], changed_by="root")


def signed_in_from(guest_id: str) -> str:
    return redeem_link(make_link("wang", made_by="root"), guest_id=guest_id)


def guests_of(token: str) -> tuple[str, ...]:
    person = signed_in(token)
    assert person
    return person.also


def test_a_person_is_the_guest_that_they_were_on_every_device() -> None:
    add_wang()
    first = signed_in_from("")

    here = signed_in_from("g1")

    assert guests_of(first) == guests_of(here) == ("g1",)
    assert list(get_person("wang").also) == ["g1"]
    assert guests_of(signed_in_from("")) == ("g1",)


def test_the_same_guest_again_is_no_news() -> None:
    add_wang()
    signed_in_from("g1")

    with assert_cost(writes=8, reads=2.5):
        again = signed_in_from("g1")

    assert guests_of(again) == ("g1",)


def test_a_person_was_twenty_guests_and_the_first_gives_way() -> None:
    add_wang()
    tokens = [signed_in_from(f"g{i}") for i in range(MOST_GUESTS + 1)]

    assert guests_of(tokens[-1]) == tuple(f"g{i}" for i in range(1, MOST_GUESTS + 1))


def test_what_a_guest_costs_who_signs_in() -> None:
    add_wang()
    signed_in_from("")

    with assert_cost(writes=1 + 2 + 2 + 3 + 3, reads=2.5):
        signed_in_from("g1")
