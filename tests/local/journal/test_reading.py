"""What the journal answers by itself is what the engine behind it would have said."""

import asyncio
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.engine.inner import EngineRefused, Inner
from infra.local.engine.process import ENGINE_SETTINGS
from infra.local.engine.quicker import application
from infra.local.journal.changes import changes
from infra.local.journal.mirror import Mirror
from infra.local.journal.reading import answer_of_own

TABLE = "stalls"
OF_COUNTY, BY_PRICE, NAMES_ONLY = "of-county", "by-price", "names-only"
WORDS = ("a", "ab", "abc", "b", "乡", "乡集", "𠮷", "￿")
COUNTIES = ("雷山", "c2")
PRICES = ("-3", "0", "7", "10", "10.50", "2E1", "100")
SPANS = ("", "=", "<", "<=", ">", ">=", "begins_with", "BETWEEN")
STALLS = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "owner", "AttributeType": "S"},
        {"AttributeName": "since", "AttributeType": "S"},
        {"AttributeName": "county", "AttributeType": "S"},
        {"AttributeName": "fen", "AttributeType": "N"},
    ],
    "KeySchema": [
        {"AttributeName": "owner", "KeyType": "HASH"},
        {"AttributeName": "since", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": name,
            "KeySchema": [
                {"AttributeName": hash_name, "KeyType": "HASH"},
                *({"AttributeName": each, "KeyType": "RANGE"} for each in range_names),
            ],
            "Projection": {"ProjectionType": projection},
        }
        for name, hash_name, range_names, projection in (
            (OF_COUNTY, "county", ["since"], "ALL"),
            (BY_PRICE, "county", ["fen"], "ALL"),
            (NAMES_ONLY, "county", [], "KEYS_ONLY"),
        )
    ],
}
KEYS = {
    "": ("owner", "since"),
    OF_COUNTY: ("county", "since"),
    BY_PRICE: ("county", "fen"),
    NAMES_ONLY: ("county", ""),
}


class Both:
    """The engine, and what the journal knows of it."""

    def __init__(self) -> None:
        self.inner, self.mirror = Inner(application()), Mirror()

    def run(self, request: Any) -> Any:
        """In a thread of its own: Chromium's driver may keep a loop running in this one."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, request).result()

    def write(self, operation: str, request: dict[str, Any]) -> None:
        self.run(self._write(operation, request))

    async def _write(self, operation: str, request: dict[str, Any]) -> None:
        said = await self.inner.dynamodb(operation, request)
        for change in await changes(self.inner, self.mirror, operation, request, said):
            self.mirror.apply(change)

    def hold_equal(self, operation: str, request: dict[str, Any]) -> bool:
        """Whether the journal answered; then the engine said the same."""
        own = answer_of_own(self.mirror, operation, request)
        if own is None:
            return False
        assert json.loads(own) == self.run(self.inner.dynamodb(operation, request)), request
        return True


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    os.environ.update(ENGINE_SETTINGS)
    both = Both()
    both.run(both.inner.dynamodb("CreateTable", STALLS))
    both.mirror.create(STALLS)
    yield both
    both.run(both.inner.dynamodb("DeleteTable", {"TableName": TABLE}))


words = st.sampled_from(WORDS)
keys = st.fixed_dictionaries({"owner": st.sampled_from(("mei", "li")), "since": words})
facts = st.fixed_dictionaries(
    {},
    optional={"county": st.sampled_from(COUNTIES), "fen": st.sampled_from(PRICES), "note": words},
)


def item_of(plain: dict[str, str]) -> dict[str, Any]:
    return {name: {"N" if name == "fen" else "S": held} for name, held in plain.items()}


def the_query(index: str, word: str, hashed: str, bounds: list[str], limit: int) -> dict[str, Any]:
    hash_name, range_name = KEYS[index]
    request: dict[str, Any] = {"TableName": TABLE, "ExpressionAttributeNames": {"#0": hash_name}}
    values = {":0": hashed}
    condition = "#0 = :0"
    if word and range_name:
        request["ExpressionAttributeNames"]["#1"] = range_name
        values |= {":1": bounds[0]} | ({":2": bounds[1]} if word == "BETWEEN" else {})
        tail = {
            "BETWEEN": "#1 BETWEEN :1 AND :2",
            "begins_with": "begins_with (#1, :1)",
        }.get(word, f"#1 {word} :1")
        condition = f"(#0 = :0 AND {tail})"
    kind = "N" if range_name == "fen" else "S"
    request["ExpressionAttributeValues"] = {
        name: {"S" if name == ":0" else kind: held} for name, held in values.items()
    }
    request |= {"KeyConditionExpression": condition, "Limit": limit}
    return request | ({"IndexName": index} if index else {})


@settings(max_examples=60)
@given(
    steps=st.lists(st.tuples(keys, facts, st.sampled_from(("put", "put", "update", "delete")))),
    index=st.sampled_from(list(KEYS)),
    span=st.tuples(st.sampled_from(SPANS), st.tuples(st.integers(0, 6), st.integers(0, 6))),
    limit=st.integers(1, 4),
    direction=st.sampled_from((True, False)),
)
def test_every_page_of_a_query_is_the_engines(
    both: Both, steps: Any, index: str, span: Any, limit: int, direction: Any
) -> None:
    for key, more, kind in steps:
        write(both, kind, key, more)
    word, bounds = span
    choice = PRICES if KEYS[index][1] == "fen" else WORDS
    for hashed in COUNTIES if index else ("mei", "li", "nobody"):
        request = the_query(index, word, hashed, [choice[at] for at in bounds], limit)
        request["ScanIndexForward"] = direction
        hold_pages_equal(both, request)


def hold_pages_equal(both: Both, request: dict[str, Any]) -> None:
    page = request
    while both.hold_equal("Query", page):
        said = both.run(both.inner.dynamodb("Query", page))
        if "LastEvaluatedKey" not in said:
            return
        page = {**request, "ExclusiveStartKey": said["LastEvaluatedKey"]}


def write(both: Both, kind: str, key: dict[str, str], more: dict[str, str]) -> None:
    base: dict[str, Any] = {"TableName": TABLE}
    if kind == "put":
        both.write("PutItem", {**base, "Item": item_of(key | more)})
    elif kind == "delete":
        both.write("DeleteItem", {**base, "Key": item_of(key)})
    elif more:
        names = {f"#{name}": name for name in more}
        both.write(
            "UpdateItem",
            {
                **base,
                "Key": item_of(key),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in more),
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": {f":{n}": held for n, held in item_of(more).items()},
            },
        )


def test_the_fairs_own_ways_to_ask_are_answered_here(both: Both) -> None:
    for word in WORDS:
        write(both, "put", {"owner": "mei", "since": word}, {"county": "雷山", "fen": "1.50"})
    whole = [
        the_query(index, word, "雷山" if index else "mei", bounds, 3)
        for index, bounds in (("", ["a", "b"]), (OF_COUNTY, ["a", "b"]), (BY_PRICE, ["1", "2"]))
        for word in ("", "<", "BETWEEN")
    ]
    key, other = (item_of({"owner": "mei", "since": word}) for word in ("a", "none"))
    get = {"TableName": TABLE, "Key": key}

    answered = [both.hold_equal("Query", request) for request in whole] + [
        both.hold_equal("GetItem", {**get, "ConsistentRead": True}),
        both.hold_equal("GetItem", {**get, "Key": other}),
        both.hold_equal("BatchGetItem", {"RequestItems": {TABLE: {"Keys": [key, other]}}}),
        both.hold_equal(
            "TransactGetItems", {"TransactItems": [{"Get": get}, {"Get": {**get, "Key": other}}]}
        ),
    ]

    assert all(answered)


@pytest.mark.parametrize(
    "wrong",
    [
        {"Limit": 0},
        {"IndexName": "none"},
        {"IndexName": NAMES_ONLY},
        {"FilterExpression": "attribute_exists(note)"},
        {"Select": "COUNT"},
        {"TableName": "none"},
        {"ExclusiveStartKey": {"owner": {"S": "mei"}}},
        {"ExclusiveStartKey": {"owner": {"S": "li"}, "since": {"S": "a"}}},
        {"ExclusiveStartKey": {"owner": {"S": "mei"}, "since": {"S": "b"}}},
        {"ExpressionAttributeValues": {":0": {"N": "1"}, ":1": {"S": "a"}}},
        {"ExpressionAttributeValues": {":0": {"S": ""}, ":1": {"S": "a"}}},
        {"ExpressionAttributeValues": {":0": {"S": "mei"}, ":1": {"S": "a"}, ":2": {"S": "b"}}},
        {"ExpressionAttributeNames": {"#0": "note", "#1": "since"}},
        {"ExpressionAttributeNames": {"#0": "owner"}},
        {"ExpressionAttributeValues": None},
    ],
)
def test_whatever_else_is_asked_is_the_engines_to_judge(both: Both, wrong: dict[str, Any]) -> None:
    request = {**the_query("", "<", "mei", ["a"], 3), **wrong}

    assert answer_of_own(both.mirror, "Query", request) is None


def test_a_page_that_could_be_too_large_is_the_engines_to_cut(both: Both) -> None:
    for word in WORDS[:4]:
        write(both, "put", {"owner": "big", "since": word}, {"note": "x" * 300_000})
    request = the_query("", "", "big", [], 4)

    assert answer_of_own(both.mirror, "Query", request) is None
    assert both.hold_equal("Query", {**request, "Limit": 2})


def test_a_number_is_kept_as_the_engine_writes_it(both: Both) -> None:
    write(both, "put", {"owner": "mei", "since": "b"}, {"fen": "1.50"})

    key = item_of({"owner": "mei", "since": "b"})
    assert both.hold_equal("GetItem", {"TableName": TABLE, "Key": key})
    with pytest.raises(EngineRefused):
        write(both, "put", {"owner": "mei", "since": "b"}, {"fen": "many"})
