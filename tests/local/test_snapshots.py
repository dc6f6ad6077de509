"""Snapshots: the journal stays short, and nothing that is still wanted goes with it."""

import json
import time
from pathlib import Path
from typing import Any

from tests.local.goods import GOODS, ask, events, item, market, put

BY_COUNTY = {
    "IndexName": "by_county",
    "KeySchema": [{"AttributeName": "county", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}


def test_a_snapshot_shortens_the_journal_and_keeps_what_is_not_delivered(tmp_path: Path) -> None:
    with market(tmp_path, "--snapshot-bytes", "5000") as (client, engine):
        for n in range(40):
            put(client, f"box-{n}", left=n, note="x" * 300)
        wait_for(lambda: list((tmp_path / "journal").glob("snapshot-*[0-9]")))
        assert len(events(engine)) == 40

    with market(tmp_path) as (client, engine):
        assert len(client.scan(TableName="fair-goods")["Items"]) == 40
        assert len(events(engine)) == 40


def test_what_is_delivered_and_in_a_snapshot_is_deleted(tmp_path: Path) -> None:
    with market(tmp_path, "--snapshot-bytes", "5000") as (client, engine):
        for n in range(80):
            put(client, f"box-{n}", left=n, note="x" * 300)
            ask(engine, "POST", "/_fair/delivered?offset=100000")
        wait_for(lambda: min(first_offsets(tmp_path)) > 1)

    with market(tmp_path) as (client, _):
        assert len(client.scan(TableName="fair-goods")["Items"]) == 80


def test_a_new_index_finds_goods_that_were_there_before_it(tmp_path: Path) -> None:
    with market(tmp_path) as (client, _):
        client.put_item(
            TableName="fair-goods", Item={**item("pear", 5), "county": {"S": "Zhaotong"}}
        )
    attributes = [*GOODS["AttributeDefinitions"], {"AttributeName": "county", "AttributeType": "S"}]
    newer = {**GOODS, "AttributeDefinitions": attributes, "GlobalSecondaryIndexes": [BY_COUNTY]}
    (tmp_path / "tables.json").write_text(json.dumps({"fair-goods": newer}))

    with market(tmp_path) as (client, _):
        found = client.query(
            TableName="fair-goods",
            IndexName="by_county",
            KeyConditionExpression="county = :c",
            ExpressionAttributeValues={":c": {"S": "Zhaotong"}},
        )

    assert [one["sku"]["S"] for one in found["Items"]] == ["pear"]


def first_offsets(data: Path) -> list[int]:
    return [int(one.name.rpartition("-")[2]) for one in (data / "journal").glob("journal-*")]


def wait_for(seen: Any) -> None:
    until = time.monotonic() + 30
    while not seen():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)
