"""Lists page by cursor, and a cursor that is not ours leads to the first page."""

import base64

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.store import Page, Record, page_of, table
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


def leaves(tree: str, cursor: str = "", *, up: bool = True) -> Page[Leaf]:
    return page_of(
        lambda **some: Leaf.query(tree, scan_index_forward=up, **some), cursor=cursor, limit=2
    )


def numbers(page: Page[Leaf]) -> list[int]:
    return [int(leaf.number) for leaf in page.items]


MADE_UP = [
    "x",
    "bm90IGpzb24=",
    "eyJ4Ijp7IlMiOiIxIn19",  # {"x":{"S":"1"}}
    "茶",
    "=" * 5_000,
    # what a cursor of ours holds, without the seal
    "eyJ0cmVlIjp7IlMiOiJvYWsifSwibnVtYmVyIjp7Ik4iOiIzIn19",
]


@pytest.mark.parametrize("cursor", MADE_UP)
def test_a_made_up_cursor_leads_to_the_first_page(cursor: str) -> None:
    assert numbers(leaves("oak", cursor)) == [0, 1]


def test_a_cursor_holds_for_its_own_list_alone() -> None:
    for number in range(5):
        Leaf("elm", number).save()
    cursor = leaves("oak").cursor

    assert numbers(leaves("oak", cursor)) == [2, 3]
    assert numbers(leaves("elm", cursor)) == [0, 1]
    assert numbers(leaves("oak", cursor, up=False)) == [4, 3]


def test_a_changed_cursor_is_none_of_ours() -> None:
    cursor = leaves("oak").cursor
    sealed = bytearray(base64.urlsafe_b64decode(cursor))
    sealed[-5] ^= 1

    changed = base64.urlsafe_b64encode(bytes(sealed)).decode()

    assert numbers(leaves("oak", changed)) == [0, 1]
