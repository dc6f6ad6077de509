"""Events: each handler gets what it asked for, in order, until it has taken it or it is a dead letter."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from infra.local.delivery import sources
from infra.local.delivery.deliver import NotDelivered, deliver_all
from infra.local.delivery.sources import least_kept, read_checkpoint
from infra.tables import create_tables
from tests.local.listening import delivery, listening
from tests.local.small_fair import RECORDS, Notice, Stock, place_order, small_fair


@pytest.fixture(autouse=True)
def tables() -> None:
    create_tables(RECORDS)


@pytest.fixture
def stall() -> None:
    Stock("pear", left=100).save()


def ids(event: dict[str, Any]) -> list[str]:
    return [record["dynamodb"]["NewImage"]["order_id"]["S"] for record in event["Records"]]


def numbers(event: dict[str, Any]) -> list[str]:
    return [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]


def letters(home: Path, handler: str) -> list[Any]:
    return [
        json.loads(path.read_text()) for path in (home / "dead-letters" / handler).glob("*.json")
    ]


@pytest.mark.usefixtures("stall")
def test_every_order_is_noticed_once(tmp_path: Path) -> None:
    for n in range(7):
        place_order("mei", f"order-{n}", 1)

    deliver_all(small_fair())

    assert {notice.order_id for notice in Notice.scan()} == {f"order-{n}" for n in range(7)}


@pytest.mark.usefixtures("stall")
def test_orders_come_in_batches_in_order_with_their_shard(tmp_path: Path) -> None:
    app, taken = listening(lambda _: None, batch_size=3)
    for n in range(5):
        place_order("mei", f"order-{n}", 1)

    delivery(app, tmp_path).deliver_all()

    assert [ids(event) for event in taken] == [
        ["order-0", "order-1", "order-2"],
        ["order-3", "order-4"],
    ]
    assert {event["shardId"] for event in taken} == {"shardId-local-0"}


@pytest.mark.usefixtures("stall")
def test_a_checkpoint_goes_on_where_the_last_run_ended(tmp_path: Path) -> None:
    app, taken = listening(lambda _: None)
    place_order("mei", "order-0", 1)
    delivery(app, tmp_path).deliver_all()
    place_order("mei", "order-1", 1)

    again = delivery(app, tmp_path)
    again.deliver_all()

    assert [ids(event) for event in taken] == [["order-0"], ["order-1"]]
    assert least_kept(again.sources) == int(numbers(taken[1])[0])


@pytest.mark.usefixtures("stall")
def test_while_many_orders_wait_checkpoints_can_wait_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "OFFSETS_BETWEEN_CHECKPOINTS", 10**9)  # however old the journal is
    file, kept = tmp_path / "checkpoints/listen.json", list[bool]()
    app, taken = listening(lambda _: kept.append(file.exists()), batch_size=2)
    for n in range(4):
        place_order("mei", f"order-{n}", 1)

    for _ in range(2):
        delivery(app, tmp_path).deliver_all()

    assert [ids(event) for event in taken] == [["order-0", "order-1"], ["order-2", "order-3"]]
    assert kept == [False, False]
    assert read_checkpoint(file) >= int(numbers(taken[1])[1])


@pytest.mark.usefixtures("stall")
def test_handlers_of_one_table_cannot_change_what_the_others_get(tmp_path: Path) -> None:
    app, taken = listening(lambda event: event["Records"][0]["dynamodb"]["NewImage"].clear())
    again: list[list[str]] = []
    register = app.on_dynamodb_record(stream_arn="stream:small-orders", batch_size=10, name="again")
    register(lambda event: again.append(ids(event.to_dict())))
    for n in range(2):
        place_order("mei", f"order-{n}", 1)

    delivery(app, tmp_path).deliver_all()

    assert taken[0]["Records"][0]["dynamodb"]["NewImage"] == {}
    assert again == [["order-0", "order-1"]]


@pytest.mark.usefixtures("stall")
def test_a_handler_that_fails_now_and_then_gets_the_same_batch_again(tmp_path: Path) -> None:
    answers = iter([ValueError("not now"), ValueError("not now"), None])

    def sometimes(_: dict[str, Any]) -> None:
        if error := next(answers):
            raise error

    app, taken = listening(sometimes)
    place_order("mei", "order-0", 1)

    delivery(app, tmp_path).deliver_all()

    assert [ids(event) for event in taken] == [["order-0"]] * 3
    assert not letters(tmp_path, "listen")


@pytest.mark.usefixtures("stall")
def test_a_partial_failure_goes_on_from_the_refused_record(tmp_path: Path) -> None:
    app, taken = listening(
        lambda event: {
            "batchItemFailures": [{"itemIdentifier": numbers(event)[1]}]
            if len(event["Records"]) == 3
            else []
        }
    )
    for n in range(3):
        place_order("mei", f"order-{n}", 1)

    delivery(app, tmp_path).deliver_all()

    assert [ids(event) for event in taken] == [
        ["order-0", "order-1", "order-2"],
        ["order-1", "order-2"],
    ]


@pytest.mark.usefixtures("stall")
def test_a_poisoned_record_becomes_a_dead_letter_and_the_others_pass(tmp_path: Path) -> None:
    good: list[str] = []

    def choke(event: dict[str, Any]) -> None:
        if "order-1" in ids(event):
            raise ValueError("choked")
        good.extend(ids(event))

    app, _ = listening(choke)
    for n in range(3):
        place_order("mei", f"order-{n}", 1)

    delivery(app, tmp_path).deliver_all()

    assert good == ["order-0", "order-2"]
    (letter,) = letters(tmp_path, "listen")
    assert ids(letter["event"]) == ["order-1"]
    assert letter["error"] == "ValueError: choked"


@pytest.mark.usefixtures("stall")
def test_where_nobody_reads_dead_letters_a_failure_is_an_error(tmp_path: Path) -> None:
    def choke(_: dict[str, Any]) -> None:
        raise ValueError("choked")

    app, _ = listening(choke)
    place_order("mei", "order-0", 1)

    with pytest.raises(NotDelivered, match="listen"):
        deliver_all(app)


@pytest.mark.usefixtures("stall")
def test_threads_deliver_until_they_are_stopped(tmp_path: Path) -> None:
    heard = threading.Event()
    app, taken = listening(lambda _: heard.set())
    running = delivery(app, tmp_path)

    running.start()
    place_order("mei", "order-0", 1)
    assert heard.wait(30)
    running.stop()
    place_order("mei", "order-1", 1)

    assert [ids(event) for event in taken] == [["order-0"]]
