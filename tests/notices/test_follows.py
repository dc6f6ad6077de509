"""Whoever follows a maker, a county or a craft is counted once, if somebody stands behind them."""

from typing import Any

import pytest

from chalicelib import clock
from chalicelib.accounts import Person
from chalicelib.errors import Refused
from chalicelib.notices import (
    Follow,
    FollowChange,
    bring_follows,
    count_followers,
    count_guest,
    follow,
    followers_of,
    follows_of,
    unfollow,
)
from chalicelib.store import forget_all
from tests.costs import assert_cost
from tests.goods import delivered
from tests.streams import hear, stream

MAKER, AT_HOME = "maker:wu", "203.0.113.7"
SHARD = "shard-1"


def subjects(follower: str) -> list[str]:
    return [each.subject for each in follows_of(follower).items]


def change(number: int, old: Follow | None, new: Follow | None) -> FollowChange:
    images = [record.serialize() if record else None for record in (old, new)]
    return FollowChange(str(number), *images)


def followed(follower: str, subject: str = MAKER) -> Follow:
    follow(follower, subject, address=AT_HOME)
    return Follow.get(follower, subject)


def counted(subject: str = MAKER) -> int:
    forget_all()
    return followers_of(subject)


def test_who_follows_twice_follows_once_and_may_stop() -> None:
    for _ in range(2):
        follow("pli", MAKER, address=AT_HOME)
        follow("pli", "county:c0001", address=AT_HOME)

    assert subjects("pli") == ["county:c0001", MAKER]
    for _ in range(2):
        unfollow("pli", MAKER)
    assert subjects("pli") == ["county:c0001"]


def test_what_comes_twice_from_the_stream_counts_once() -> None:
    li, wang = followed("pli"), followed("pwang")
    changes = [change(1, None, li), change(2, None, wang)]

    for _ in range(2):
        count_followers(SHARD, changes)
    assert counted() == 2

    for _ in range(2):
        count_followers(SHARD, [*changes, change(3, li, None)])
    assert counted() == 1


def test_a_thousand_forged_guests_do_not_move_the_number(app: Any) -> None:
    for i in range(300):
        followed(f"g{i}")
    for i in range(300, 1_000):
        with pytest.raises(Refused, match="follows-network-crowded"):
            followed(f"g{i}")

    records = [Follow(f"g{i}", MAKER, part="", since=clock.now()) for i in range(300)]
    with assert_cost():  # nothing is written for what does not count
        count_followers(SHARD, [change(i, None, each) for i, each in enumerate(records, 1)])

    assert counted() == 0


def test_a_guest_of_another_network_is_not_held_up_by_the_first() -> None:
    for i in range(300):
        followed(f"g{i}")

    follow("gmei", MAKER, address="198.51.100.9")

    assert subjects("gmei") == [MAKER]


def test_nobody_follows_without_end() -> None:
    for i in range(60):
        followed("pli", f"maker:{i}")

    with pytest.raises(Refused, match="too-many-follows"):
        followed("pli", "maker:60")
    followed("pli", "maker:59")  # what is there already costs nothing


def test_a_guest_counts_from_the_order_on_that_reached_them(app: Any) -> None:
    order = delivered()
    before = followed(order.buyer)
    count_followers(SHARD, [change(1, None, before)])
    assert counted() == 0

    for _ in range(2):
        hear(app, "count_guests_follows", stream((None, order)))

    after = Follow.get(order.buyer, MAKER)
    count_followers(SHARD, [change(2, before, after)])
    assert counted() == 1
    with assert_cost(reads=0.5):
        count_guest(order.buyer)


def test_who_signs_in_takes_along_what_they_follow(app: Any) -> None:
    followed("gmei")
    followed("gmei", "county:c0001")
    followed("pmei")
    person = Person("pmei", name="Mei", grants=[], added_at=clock.now(), changed_by="x")
    then = Person.from_raw_data(person.serialize())
    then.also = ["gmei"]

    for _ in range(2):
        assert hear(app, "bring_guests_follows", stream((person, then))) == {
            "batchItemFailures": []
        }

    assert subjects("gmei") == []
    assert subjects("pmei") == ["county:c0001", MAKER]
    assert Follow.get("pmei", "county:c0001").counts
    bring_follows("gmei", "pmei")  # nothing is left


def test_what_follows_cost() -> None:
    followed("pli")
    with assert_cost(writes=5):  # the follow, its index, and the count of the hour
        follow("pwang", MAKER, address=AT_HOME)
    with assert_cost(reads=0.5):
        followers_of(MAKER)
    with assert_cost(reads=0.5):
        follows_of("pli")
