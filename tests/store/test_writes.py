"""Writes carry their conditions, say why they were refused, and are safe to repeat."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.errors import NotFound, Refused
from chalicelib.store import AlreadyThere, Record, change, patiently, put_new, table, transaction
from chalicelib.store.writes import remove
from infra.tables import create_tables
from tests.costs import assert_cost
from tests.costs.units import item_bytes


class ByOwner(GlobalSecondaryIndex["Jar"]):
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner = UnicodeAttribute(hash_key=True)


class Jar(Record):
    Meta = table("test-jars")

    jar_id = UnicodeAttribute(hash_key=True)
    left = NumberAttribute(default=0)
    owner = UnicodeAttribute(null=True)
    story = UnicodeAttribute(null=True)
    by_owner = ByOwner()


@pytest.fixture(autouse=True)
def shelf() -> None:
    create_tables([Jar])


def take(jar_id: str, count: int) -> None:
    with transaction() as tx:
        tx.update(
            Jar(jar_id),
            Jar.left.add(-count),
            when=Jar.left >= count,
            otherwise=Refused("sold-out", jar=jar_id),
        )


def take_each(basket_id: str, *jar_ids: str) -> None:
    with transaction() as tx:
        tx.put(Jar(basket_id), when=Jar.jar_id.does_not_exist(), otherwise=AlreadyThere())
        for jar_id in jar_ids:
            tx.update(
                Jar(jar_id),
                Jar.left.add(-1),
                when=Jar.left >= 1,
                otherwise=Refused("sold-out", jar=jar_id),
            )


def test_a_new_jar_is_stored_once() -> None:
    put_new(Jar("tea", left=3))

    with pytest.raises(AlreadyThere):
        put_new(Jar("tea", left=9))

    assert Jar.find("tea").left == 3


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        Jar.find("salt")


def test_one_refused_item_refuses_the_whole_transaction_by_its_own_name() -> None:
    put_new(Jar("tea", left=3))
    put_new(Jar("honey", left=0))

    with pytest.raises(Refused) as refused:
        take_each("basket", "tea", "honey")

    assert refused.value.values == {"jar": "honey"}
    assert Jar.find("tea").left == 3
    assert Jar.find_or_none("basket") is None


def test_an_empty_transaction_sends_nothing() -> None:
    with assert_cost(), transaction():
        pass


def test_checks_and_deletes_hold_in_a_transaction() -> None:
    put_new(Jar("tea", left=3))
    put_new(Jar("old", left=0))

    with transaction() as tx:
        tx.check(Jar("tea"), when=Jar.left == 3, otherwise=Refused("busy"))
        tx.delete(Jar("old"), when=Jar.left == 0, otherwise=Refused("busy"))

    assert Jar.find_or_none("old") is None


def test_a_change_that_was_made_before_is_no_news() -> None:
    put_new(Jar("tea", left=3))

    for _ in range(2):
        jar = change(
            Jar("tea"),
            Jar.owner.set("mei"),
            when=Jar.owner.does_not_exist(),
            already=lambda found: found.owner == "mei",
            otherwise=Refused("busy"),
        )

    assert (jar.owner, jar.left) == ("mei", 3)
    with pytest.raises(Refused):
        change(
            Jar("tea"),
            Jar.owner.set("lan"),
            when=Jar.owner.does_not_exist(),
            otherwise=Refused("busy"),
        )
    with pytest.raises(Refused):
        change(Jar("salt"), Jar.left.set(1), when=Jar.left == 0, otherwise=Refused("busy"))


def test_a_record_leaves_only_under_its_condition() -> None:
    put_new(Jar("tea", left=3))

    with pytest.raises(Refused):
        remove(Jar("tea"), when=Jar.left == 0, otherwise=Refused("busy"))
    remove(Jar("tea"), when=Jar.left == 3, otherwise=Refused("busy"))

    assert Jar.find_or_none("tea") is None


def test_many_hands_never_take_more_than_there_is() -> None:
    put_new(Jar("tea", left=20))

    def one_hand(_: int) -> int:
        try:
            take("tea", 1)
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(8) as hands:
        taken = sum(hands.map(one_hand, range(60)))

    assert (taken, Jar.find("tea").left) == (20, 0)


class Botched(Exception):
    """What botocore raises, as far as a retry looks at it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.response = {"Error": {"Code": code, "Message": ""}}


def failing(times: int, error: Callable[[], Exception]) -> tuple[Callable[[], str], list[int]]:
    calls: list[int] = []

    def attempt() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise error()
        return "done"

    return attempt, calls


def throttled() -> Exception:
    return PutError(cause=Botched("ThrottlingException"))


def test_throttling_is_waited_out() -> None:
    attempt, calls = failing(2, throttled)

    assert patiently(attempt) == "done"
    assert len(calls) == 3


def test_patience_is_bounded_and_ends_in_a_sentence() -> None:
    attempt, calls = failing(99, throttled)

    with pytest.raises(Refused, match="busy"):
        patiently(attempt)

    assert len(calls) == 8


def test_another_error_is_not_tried_again() -> None:
    attempt, calls = failing(99, lambda: TransactWriteError("no", Botched("ValidationException")))

    with pytest.raises(TransactWriteError):
        patiently(attempt)

    assert len(calls) == 1


def test_units_follow_the_sizes_and_the_indexes() -> None:
    with assert_cost(writes=1):
        put_new(Jar("tea", left=3))
    with assert_cost(writes=2):
        put_new(Jar("honey", left=3, owner="mei"))
    with assert_cost(writes=2):
        put_new(Jar("salt", story="x" * 1100))
    with assert_cost(writes=2):
        take("tea", 1)
    with assert_cost(reads=1):
        Jar.find("tea")
    with assert_cost(reads=0.5):
        list(Jar.by_owner.query("mei"))


def test_an_index_entry_that_moves_counts_twice() -> None:
    put_new(Jar("tea", owner="mei"))

    with assert_cost(writes=3):
        change(Jar("tea"), Jar.owner.set("lan"), when=Jar.owner == "mei", otherwise=Refused("busy"))


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"a": {"S": "茶"}}, 4),
        ({"n": {"N": "100"}}, 3),
        ({"n": {"N": "-12.5"}}, 4),
        ({"b": {"BOOL": True}}, 2),
        ({"m": {"M": {"k": {"S": "v"}}}}, 7),
        ({"l": {"L": [{"S": "ab"}, {"NULL": True}]}}, 9),
        ({"s": {"SS": ["ab", "c"]}}, 4),
        ({"x": {"B": b"abc"}}, 4),
    ],
)
def test_an_item_weighs_what_dynamodb_says(item: Any, size: int) -> None:
    assert item_bytes(item) == size
