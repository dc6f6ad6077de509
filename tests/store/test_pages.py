"""Lists page by cursor, and a cursor that is not ours leads nowhere."""

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.errors import NotFound
from chalicelib.store import Record, page_of, table
from infra.tables import create_tables


class Leaf(Record):
    Meta = table("test-leaves")

    tree = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)


@pytest.fixture(autouse=True)
def tree() -> None:
    create_tables([Leaf])
    for number in range(5):
        Leaf("oak", number).save()


def test_pages_follow_each_other_until_the_last() -> None:
    seen: list[int] = []
    cursor = ""

    for _ in range(4):
        page = page_of(lambda **some: Leaf.query("oak", **some), cursor=cursor, limit=2)
        seen += [int(leaf.number) for leaf in page.items]
        cursor = page.cursor
        if not cursor:
            break

    assert seen == [0, 1, 2, 3, 4]
    assert cursor == ""


@pytest.mark.parametrize("cursor", ["x", "bm90IGpzb24=", "e30x", "WzFd", "eyJhIjogMX0=", "茶"])
def test_a_cursor_of_somebody_else_is_not_found(cursor: str) -> None:
    with pytest.raises(NotFound):
        page_of(lambda **some: Leaf.query("oak", **some), cursor=cursor)
