"""What was read a moment ago is not asked for again, unless this process has written it since."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.errors import Refused
from chalicelib.store import (
    Record,
    change,
    connection,
    find_both,
    forget_all,
    forget_recent,
    memory,
    on_call,
    own_memory,
    put_new,
    recent,
    table,
    transaction,
)
from infra.tables import create_tables
from tests.costs import assert_cost, assert_warm_cost, calls_sent
from tests.costs.units import Ask
from tests.elsewhere import elsewhere


class Tray(Record):
    Meta = table("test-trays")

    name = UnicodeAttribute(hash_key=True)
    eggs = NumberAttribute()


class Nest(Record):
    Meta = table("test-nests")

    name = UnicodeAttribute(hash_key=True)


@pytest.fixture(autouse=True)
def trays() -> None:
    create_tables([Tray, Nest])
    put_new(Tray("brown", eggs=3))


def eggs() -> int:
    return int(recent(Tray, ["brown"])["brown"].eggs)


def set_elsewhere(quantity: int) -> None:
    with elsewhere():
        Tray("brown", eggs=quantity).save()


def test_a_second_look_asks_nobody() -> None:
    with calls_sent() as sent:
        assert eggs() == eggs() == 3

    assert sent == ["BatchGetItem"]


def test_what_others_write_is_seen_two_seconds_later(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [time.monotonic()]
    monkeypatch.setattr("chalicelib.store.memory.time.monotonic", lambda: moments[-1])
    assert eggs() == 3
    set_elsewhere(1)

    moments.append(moments[0] + 1.9)
    assert eggs() == 3

    moments.append(moments[0] + 2.1)
    assert eggs() == 1


def test_what_this_process_writes_is_seen_at_once() -> None:
    assert eggs() == 3

    change(Tray("brown"), Tray.eggs.add(-1), when=Tray.eggs >= 1, otherwise=Refused("sold-out"))
    assert eggs() == 2

    with transaction() as tx:
        tx.update(Tray("brown"), Tray.eggs.add(-1), when=None, otherwise=Refused("sold-out"))
    assert eggs() == 1


def test_a_refused_write_looks_again() -> None:
    assert eggs() == 3
    set_elsewhere(0)

    with pytest.raises(Refused, match="sold-out"):
        change(Tray("brown"), Tray.eggs.add(-1), when=Tray.eggs >= 1, otherwise=Refused("sold-out"))

    assert eggs() == 0


def test_a_look_that_a_write_overtook_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Tray.batch_get

    def slow(keys: list[str]) -> list[Tray]:
        seen = list(found(keys))
        change(Tray("brown"), Tray.eggs.set(9), when=Tray.eggs == 3, otherwise=Refused("busy"))
        return seen

    monkeypatch.setattr(Tray, "batch_get", slow)
    assert eggs() == 3
    monkeypatch.setattr(Tray, "batch_get", found)

    assert eggs() == 9


def test_one_record_can_be_forgotten() -> None:
    assert eggs() == 3
    set_elsewhere(2)

    forget_recent(Tray, "brown")

    assert eggs() == 2


def test_what_does_not_exist_is_left_out_and_looked_for_again() -> None:
    assert recent(Tray, ["white"]) == {}

    put_new(Tray("white", eggs=1))

    assert set(recent(Tray, ["white", "brown"])) == {"brown", "white"}


def test_a_cost_is_that_of_somebody_who_remembers_nothing_unless_it_is_a_warm_one() -> None:
    for _ in range(2):
        with assert_cost(reads=0.5):
            eggs()
        with assert_warm_cost(reads=0):
            eggs()


def test_a_memory_of_ones_own_is_emptied_with_all_others() -> None:
    own = own_memory()
    own["nests"] = 3

    forget_all()

    assert own == {}


def test_the_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_KEPT", 10)

    for number in range(30):
        put_new(Tray(f"tray-{number}", eggs=1))
        recent(Tray, [f"tray-{number}"])

    assert len(memory._kept) <= 11  # noqa: SLF001


def test_a_hook_stands_before_the_wire_until_it_is_taken_away() -> None:
    heard: list[tuple[str, object]] = []

    def listening(ask: Ask, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        told = ask(operation, asked)
        heard.append((operation, told["Item"]["eggs"]))
        return told

    leave = on_call(listening)
    try:
        Tray.find("brown")
    finally:
        leave()
    Tray.find("brown")

    assert heard == [("GetItem", {"N": "3"})]


def test_two_kinds_are_found_in_one_call() -> None:
    with calls_sent() as sent, assert_cost(reads=2):
        tray, nest = find_both(Tray("brown"), Nest("brown"))

    assert tray is not None
    assert (tray.eggs, nest) == (3, None)
    assert sent == ["BatchGetItem"]


def test_what_dynamodb_leaves_over_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, trays = connection().dispatch, str(Tray.Meta.table_name)
    put_new(Nest("brown"))

    def busy(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation != "BatchGetItem":
            return ask(operation, asked)
        left_over = {trays: asked["RequestItems"].pop(trays)}
        return {**ask(operation, asked), "UnprocessedKeys": left_over}

    monkeypatch.setattr(connection(), "dispatch", busy)

    tray, nest = find_both(Tray("brown"), Nest("brown"))

    assert tray is not None
    assert nest is not None
    assert (tray.eggs, nest.name) == (3, "brown")
