"""The engine, spared of what it did anew for each write, still says and does the same."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.orders import Basket
from infra.local.engine.quicker import copied

ATOMS = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.text(max_size=5)
    | some.binary(max_size=5)
)
JSON = some.recursive(
    ATOMS, lambda parts: some.lists(parts) | some.dictionaries(some.text(max_size=5), parts)
)


@given(JSON)
def test_a_copy_is_equal_and_shares_nothing_that_changes(value: Any) -> None:
    copy = copied(value)

    assert copy == value
    assert not set(_changeable(copy)) & set(_changeable(value))


def _changeable(value: Any) -> list[int]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [id(value)] if isinstance(value, (dict, list)) else []
    return own + [place for part in parts for place in _changeable(part)]


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("attribute_exists(", "Syntax error"),
        ("attribute_exists(basket) AND", "Syntax error"),
        ("attribute_exists(:basket)", "not defined"),
    ],
)
def test_a_wrong_condition_is_refused_each_time_alike(condition: str, complaint: str) -> None:
    client = boto3.client("dynamodb")
    refusals = []
    for _ in range(2):
        with pytest.raises(ClientError) as refused:
            client.delete_item(
                TableName=Basket.Meta.table_name,
                Key={"buyer_id": {"S": "gmei"}},
                ConditionExpression=condition,
            )
        refusals.append(str(refused.value))

    assert refusals[0] == refusals[1]
    assert complaint in refusals[0]
