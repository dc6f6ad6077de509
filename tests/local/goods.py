"""Goods in one table of a real engine behind a real journal, asked for as any program would."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import boto3

from infra.local.engine.process import Engine
from tests.local.small_fair import engine_on

GOODS = {
    "TableName": "fair-goods",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "sku", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "sku", "KeyType": "HASH"}],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}


@contextmanager
def market(data: Path, *arguments: str) -> Iterator[tuple[Any, Engine]]:
    """A client of a fresh engine on this folder."""
    with (
        engine_on(data, *arguments) as engine,
        closing(boto3.client("dynamodb", endpoint_url=engine.endpoint)) as client,
    ):
        if not client.list_tables()["TableNames"]:
            client.create_table(**GOODS)
        yield client, engine


def put(client: Any, sku: str, *, left: int, note: str = "") -> None:
    extra = {"note": {"S": note}} if note else {}
    client.put_item(TableName="fair-goods", Item={**item(sku, left), **extra})


def batch(client: Any, skus: list[str]) -> None:
    for at in range(0, len(skus), 25):
        asked = [{"PutRequest": {"Item": item(sku, 1)}} for sku in skus[at : at + 25]]
        client.batch_write_item(RequestItems={"fair-goods": asked})


def sell(client: Any, sku: str, order_id: str, *, token: str = "") -> None:
    order = {"Put": {"TableName": "fair-goods", "Item": item(order_id, 1)}}
    fields = {"ClientRequestToken": token} if token else {}
    client.transact_write_items(TransactItems=[order, {"Update": one_less(sku)}], **fields)


def one_less(sku: str) -> dict[str, Any]:
    return {
        "TableName": "fair-goods",
        "Key": key(sku),
        "UpdateExpression": "SET #left = #left - :one",
        "ExpressionAttributeNames": {"#left": "left"},
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }


def left(client: Any, sku: str) -> int | None:
    found = client.get_item(TableName="fair-goods", Key=key(sku)).get("Item")
    return int(found["left"]["N"]) if found else None


def key(sku: str) -> dict[str, Any]:
    return {"sku": {"S": sku}}


def item(sku: str, left: int) -> dict[str, Any]:
    return {**key(sku), "left": {"N": str(left)}}


def events(engine: Engine, sku: str = "") -> list[Any]:
    """The events of all goods, or of one of them."""
    _, told = ask(engine, "GET", "/_fair/events?after=0&tables=fair-goods&limit=1000")
    records: list[Any] = json.loads(told)["records"]
    return [record for record in records if sku in {"", record["dynamodb"]["Keys"]["sku"]["S"]}]


def ask(
    engine: Engine, method: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", engine.port)) as connection:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
