"""A record is read as PynamoDB would read it, whatever is stored."""

from typing import Any

import pytest
from pynamodb.attributes import (
    AttributeContainer,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.exceptions import AttributeDeserializationError

from chalicelib.store import Record, table


class Weight(MapAttribute[Any, Any]):
    grams = NumberAttribute(default=500)


class Crate(Record):
    Meta = table("crates")

    crate_id = UnicodeAttribute(hash_key=True)
    title = UnicodeAttribute(default="")
    left = NumberAttribute(null=True, attr_name="l")
    marks = ListAttribute[Any](default=list)
    weight = Weight(null=True)
    made_at = UTCDateTimeAttribute(null=True)


STORED: list[dict[str, Any]] = [
    {"crate_id": {"S": "a"}},
    {"crate_id": {"S": "a"}, "title": {"S": "梨"}, "l": {"N": "7"}, "unknown": {"S": "x"}},
    {"crate_id": {"S": "a"}, "title": {"NULL": True}, "marks": {"L": [{"S": "x"}, {"N": "2"}]}},
    {"crate_id": {"S": "a"}, "weight": {"M": {}}, "marks": {"L": []}},
    {"crate_id": {"S": "a"}, "weight": {"M": {"grams": {"N": "3"}}}},
    {"crate_id": {"S": "a"}, "made_at": {"S": "2026-11-30T12:00:00.000000+0000"}},
]


@pytest.mark.parametrize("stored", STORED)
def test_a_record_is_what_pynamodb_would_make_of_it(stored: dict[str, Any]) -> None:
    own = Crate.from_raw_data(stored)
    theirs = AttributeContainer._instantiate.__func__(Crate, stored)  # type: ignore[attr-defined]  # noqa: SLF001

    assert type(own) is Crate
    assert own.serialize() == theirs.serialize()
    assert own.attribute_values.keys() == theirs.attribute_values.keys()


def test_a_default_is_made_for_each_record_alone() -> None:
    first, second = (Crate.from_raw_data(STORED[0]) for _ in range(2))

    first.marks.append("x")

    assert second.marks == []


def test_what_is_of_another_kind_is_refused() -> None:
    with pytest.raises(AttributeDeserializationError):
        Crate.from_raw_data({"crate_id": {"S": "a"}, "l": {"S": "seven"}})
