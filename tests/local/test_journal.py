"""The journal: what was acknowledged is there after a restart, in order, once."""

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.local.engine.process import Engine, EngineFailed
from infra.local.journal.keeping import OldJournal, open_journal
from infra.local.journal.mark import JournalDamaged
from infra.local.journal.mirror import Mirror
from infra.local.journal.rows import LOG, MARK, Rows
from tests.local.closed import close
from tests.local.goods import ask, batch, events, item, key, left, market, one_less, put, sell


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Engine, Path]]:
    """One engine for the tests that need no restart; each sells its own goods."""
    data = tmp_path_factory.mktemp("shared")
    with market(data) as (client, engine):
        yield client, engine, data


def test_goods_are_there_after_a_restart(tmp_path: Path) -> None:
    with market(tmp_path) as (client, _):
        put(client, "pear", left=5)
        put(client, "tea", left=3)
        client.update_item(**one_less("pear"))
        client.delete_item(TableName="fair-goods", Key=key("tea"))
        batch(client, [f"box-{n}" for n in range(60)])

    with market(tmp_path) as (client, _):
        assert left(client, "pear") == 4
        assert left(client, "tea") is None
        assert len(client.scan(TableName="fair-goods")["Items"]) == 61


def test_wherever_a_transaction_is_torn_it_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    kept, torn = tmp_path / "fair" / "journal", tmp_path / "torn"
    with market(tmp_path / "fair") as (client, _):
        put(client, "pear", left=5)
        before, mark = (kept / LOG).stat().st_size, (kept / MARK).read_bytes()
        sell(client, "pear", "order-1")
        whole = shutil.copytree(kept, tmp_path / "whole")  # as a kill leaves it
    end = (whole / LOG).stat().st_size

    for cut in [*range(before, end, 997), end - 1, end]:
        shutil.copytree(whole, torn)
        os.truncate(torn / LOG, cut)
        if cut < end:  # then it was not acknowledged
            (torn / MARK).write_bytes(mark)
        mirror = mirror_of(torn)
        shutil.rmtree(torn)
        sold = mirror.find("fair-goods", key("order-1")) is not None

        assert sold == (cut == end)
        assert mirror.find("fair-goods", key("pear")) == item("pear", 4 if sold else 5)


def test_after_a_torn_transaction_the_rest_goes_on(tmp_path: Path) -> None:
    with market(tmp_path) as (client, engine):
        put(client, "pear", left=5)
        mark = (tmp_path / "journal" / MARK).read_bytes()
        put(client, "tea", left=3)
        engine.process.kill()
    log = tmp_path / "journal" / LOG
    os.truncate(log, log.stat().st_size - 7)
    (tmp_path / "journal" / MARK).write_bytes(mark)

    with market(tmp_path) as (client, _):
        put(client, "honey", left=9)

    with market(tmp_path) as (client, _):
        assert [left(client, sku) for sku in ("pear", "tea", "honey")] == [5, None, 9]


def test_missing_changes_that_were_acknowledged_are_refused_and_the_folder_is_left_alone(
    tmp_path: Path,
) -> None:
    with market(tmp_path) as (client, engine):
        put(client, "pear", left=5)
        engine.process.kill()
    log = tmp_path / "journal" / LOG
    os.truncate(log, log.stat().st_size - 7)
    damaged = {kept.name: kept.read_bytes() for kept in log.parent.iterdir()}

    with pytest.raises(EngineFailed), market(tmp_path):
        pass
    assert {kept.name: kept.read_bytes() for kept in log.parent.iterdir()} == damaged
    rows = Rows(log.parent)
    with pytest.raises(JournalDamaged, match="changes 2 to 2 were acknowledged and are missing"):
        list(rows.read())
    rows.let_go()


def test_the_folder_of_an_older_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "journal" / f"journal-{1:020d}"
    old.parent.mkdir()
    old.write_bytes(b"as it was kept")

    with pytest.raises(OldJournal, match="Go on with that version, or move"):
        open_journal(tmp_path / "journal")
    with pytest.raises(EngineFailed), market(tmp_path):
        pass
    assert [kept.name for kept in old.parent.iterdir()] == [old.name]


def test_a_folder_is_for_one_engine(shared: tuple[Any, Engine, Path]) -> None:
    _, _, data = shared

    with pytest.raises(TimeoutError, match="another engine"):
        Rows(data / "journal", patience=0)


def test_a_transaction_that_is_sent_again_is_not_done_again_even_after_a_restart(
    tmp_path: Path,
) -> None:
    token = str(uuid.uuid4())
    with market(tmp_path) as (client, engine):
        put(client, "pear", left=5)
        sell(client, "pear", "order-1", token=token)
        client.delete_item(TableName="fair-goods", Key=key("order-1"))
        sell(client, "pear", "order-1", token=token)
        assert len(events(engine)) == 4

    with market(tmp_path) as (client, engine):
        sell(client, "pear", "order-1", token=token)
        with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
            sell(client, "pear", "order-2", token=token)

        assert left(client, "pear") == 4
        assert left(client, "order-1") is None
        assert len(events(engine)) == 4


def test_a_write_that_is_refused_or_changes_nothing_leaves_no_trace(
    shared: tuple[Any, Engine, Path],
) -> None:
    client, engine, _ = shared
    put(client, "millet", left=0)

    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        client.update_item(**one_less("millet"), ConditionExpression="#left > :one")
    put(client, "millet", left=0)

    assert len(events(engine, "millet")) == 1


def test_changes_are_told_in_order_with_the_images_before_and_after(
    shared: tuple[Any, Engine, Path],
) -> None:
    client, engine, _ = shared

    put(client, "pear", left=5)
    client.update_item(**one_less("pear"))
    client.delete_item(TableName="fair-goods", Key=key("pear"))

    told = events(engine, "pear")
    assert [event["eventName"] for event in told] == ["INSERT", "MODIFY", "REMOVE"]
    numbers = [int(event["dynamodb"]["SequenceNumber"]) for event in told]
    assert numbers == sorted(set(numbers))
    images = [
        (event["dynamodb"].get("OldImage"), event["dynamodb"].get("NewImage")) for event in told
    ]
    five, four = item("pear", 5), item("pear", 4)
    assert images == [(None, five), (five, four), (four, None)]
    assert {json.dumps(event["dynamodb"]["Keys"]) for event in told} == {json.dumps(key("pear"))}


def test_sequence_numbers_go_on_after_a_restart_and_old_events_are_told_again(
    tmp_path: Path,
) -> None:
    with market(tmp_path) as (client, engine):
        put(client, "pear", left=5)
        first = events(engine)

    with market(tmp_path) as (client, engine):
        put(client, "tea", left=3)
        both = events(engine)

    assert both[:1] == first
    assert both[1]["dynamodb"]["SequenceNumber"] > first[0]["dynamodb"]["SequenceNumber"]


def test_a_web_page_cannot_reach_the_engine(shared: tuple[Any, Engine, Path]) -> None:
    _, engine, _ = shared

    from_page = ask(engine, "GET", "/", {"Origin": "http://example.test"})
    other_name = ask(engine, "GET", "/", {"Host": "rebound.example.test"})
    reset = ask(engine, "POST", "/_ministack/reset")

    assert [status for status, _ in (from_page, other_name, reset)] == [403, 403, 403]


def test_what_the_journal_does_not_keep_is_refused(shared: tuple[Any, Engine, Path]) -> None:
    client, _, _ = shared

    with pytest.raises(ClientError, match="does not keep"):
        client.delete_table(TableName="fair-goods")


def mirror_of(folder: Path) -> Mirror:
    journal = open_journal(folder)
    close(journal)
    return journal.mirror
