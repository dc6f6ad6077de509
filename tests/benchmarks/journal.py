"""What durability costs: writes a second through the journalled engine beside the bare one, in the same run."""

import json
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3

from infra.local.engine.process import start
from tests.benchmarks.rows import Row

WRITES, HANDS = 600, 8
TABLE = {
    "TableName": "bench",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def rows() -> Iterator[Row]:
    bare = _writes_a_second(["-m", "tests.wipeable"])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tables.json").write_text(json.dumps({"bench": TABLE}))
        kept = _writes_a_second(["-m", "infra.local.journal", "--data", folder, "--delivered", "0"])
    yield Row("journal_writes", kept, "writes/s", "the engine without a journal", bare)


def _writes_a_second(command: list[str]) -> float:
    engine = start(command, {})
    try:
        client: Any = boto3.client("dynamodb", endpoint_url=engine.endpoint)
        if TABLE["TableName"] not in client.list_tables()["TableNames"]:
            client.create_table(**TABLE)
        began = time.perf_counter()
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(lambda _: _put(client), range(WRITES)))
        return round(WRITES / (time.perf_counter() - began), 1)
    finally:
        engine.stop()


def _put(client: Any) -> None:
    client.put_item(
        TableName="bench", Item={"id": {"S": str(uuid.uuid4())}, "story": {"S": "x" * 500}}
    )
