"""The journal stays short, and nothing that is still wanted goes with it."""

import json
from pathlib import Path

from infra.local.journal.rows import FILE, LOG
from tests.local.goods import GOODS, ask, events, item, market, put

BY_COUNTY = {
    "IndexName": "by_county",
    "KeySchema": [{"AttributeName": "county", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}


def test_the_log_is_emptied_while_people_write_and_events_stay_until_they_are_delivered(
    tmp_path: Path,
) -> None:
    with market(tmp_path, "--log-bytes", "50000") as (client, engine):
        for n in range(40):
            put(client, f"box-{n}", left=n, note="x" * 300)
            assert (tmp_path / "journal" / LOG).stat().st_size < 100_000
        assert len(events(engine)) == 40
        engine.process.kill()

    with market(tmp_path) as (client, engine):
        assert len(client.scan(TableName="fair-goods")["Items"]) == 40
        assert len(events(engine)) == 40


def test_what_is_delivered_is_deleted(tmp_path: Path) -> None:
    with market(tmp_path) as (client, engine):
        for n in range(40):
            put(client, f"box-{n}", left=n)
        number = events(engine)[29]["dynamodb"]["SequenceNumber"]
        ask(engine, "POST", f"/_fair/delivered?offset={int(number)}")
        put(client, "box-40", left=40)

    with market(tmp_path) as (client, engine):
        assert len(client.scan(TableName="fair-goods")["Items"]) == 41
        assert len(events(engine)) == 11


def test_the_file_does_not_grow_with_what_is_delivered(tmp_path: Path) -> None:
    sizes = []
    for _ in range(2):
        with market(tmp_path) as (client, engine):
            for n in range(60):
                put(client, "box", left=n, note="x" * 3000)
                ask(engine, "POST", "/_fair/delivered?offset=100000")
        sizes.append((tmp_path / "journal" / FILE).stat().st_size)

    assert max(sizes) < 60 * 3000 / 2, sizes


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

    assert [item["sku"]["S"] for item in found["Items"]] == ["pear"]
