"""An official adds those who grow and make the goods."""

import pytest

from chalicelib.accounts import get_person
from chalicelib.errors import Invalid, NotFound
from chalicelib.producers import (
    NewProducer,
    add_producer,
    get_producer,
    get_producers,
    producers_of_county,
)
from tests.costs import assert_cost
from tests.people import LEISHAN

PHONE = "13800138000"


def test_a_producer_comes_with_the_person_who_signs_in_for_it() -> None:
    producer = add_producer(LEISHAN, NewProducer("杨家银饰", "workshop", PHONE), "official")

    person = get_person(producer.person_id)
    assert list(person.grants) == [f"producer:{producer.producer_id}"]
    assert producer.seller_id == producer.producer_id


def test_the_same_producer_added_twice_is_one() -> None:
    first = add_producer(LEISHAN, NewProducer("杨家 银饰", "workshop", PHONE), "official")

    again = add_producer(LEISHAN, NewProducer("杨家银饰", "workshop", "138 0013 8000"), "official")

    assert again.producer_id == first.producer_id
    assert len(producers_of_county(LEISHAN).items) == 1


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"kind": "empire"}, "kind"),
        ({"story": "长" * 601}, "story"),
        ({"shipping_fee_fen": -1}, "shipping_fee"),
        ({"shipping_fee_fen": 1_000_000}, "shipping_fee"),
        ({"phone": "not a number"}, "phone"),
    ],
)
def test_a_producer_with_odd_facts_is_refused(other: dict[str, object], field: str) -> None:
    facts: dict[str, object] = {"name": "杨家银饰", "kind": "workshop", "phone": PHONE, **other}

    with pytest.raises(Invalid) as refused:
        add_producer(LEISHAN, NewProducer(**facts), "official")  # type: ignore[arg-type]

    assert list(refused.value.problems) == [field]
    assert not producers_of_county(LEISHAN).items


def test_producers_of_a_county_come_by_page_in_the_order_in_which_they_joined() -> None:
    for at in range(5):
        add_producer(
            LEISHAN, NewProducer(f"合作社{at}", "cooperative", f"1380013800{at}"), "official"
        )
    add_producer("c0001", NewProducer("外县", "firm", "13800138009"), "official")

    first = producers_of_county(LEISHAN, limit=3)
    rest = producers_of_county(LEISHAN, first.cursor, limit=3)

    names = [producer.name for producer in [*first.items, *rest.items]]
    assert names == [f"合作社{at}" for at in range(5)]


def test_several_producers_cost_half_a_unit_each() -> None:
    ids = [
        add_producer(
            LEISHAN, NewProducer(f"农户{at}", "household", f"1380013800{at}"), "official"
        ).producer_id
        for at in range(3)
    ]

    with assert_cost(reads=2):  # what does not exist costs as much
        found = get_producers([*ids, *ids, "nobody"])

    assert set(found) == set(ids)


def test_nobody_is_not_found() -> None:
    with pytest.raises(NotFound):
        get_producer("nobody")
