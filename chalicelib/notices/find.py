"""What a person is told: as themselves, and as one of those with a grant."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby, islice

from chalicelib.accounts import SignedInPerson
from chalicelib.errors import NotFound
from chalicelib.notices.models import Notice
from chalicelib.store import Page

LONGEST_KEY = 200
NEWEST = "9"  # comes after every year


def notices_of(person: SignedInPerson, cursor: str = "", limit: int = 20) -> Page[Notice]:
    """What a person is told, the latest first; what reaches them in two ways once, unread if it is so in either.

    One query for the person and for each of their grants. Raises NotFound for a cursor that is none."""
    before = key_of(cursor) if cursor else NEWEST
    boxes = [_box(whose, before, limit + 1) for whose in boxes_of(person)]
    in_order = merge(*boxes, key=lambda notice: notice.notice_key, reverse=True)
    items = list(islice(_once(in_order), limit + 1))
    return Page(items[:limit], items[limit - 1].notice_key if len(items) > limit else "")


def boxes_of(person: SignedInPerson) -> tuple[str, ...]:
    """Whose notices a person reads."""
    return (person.person_id, *person.grants)


def key_of(text: str) -> str:
    """A place in the order of notices that came with a link or a form. Raises NotFound."""
    if len(text) > LONGEST_KEY:
        raise NotFound("not-found")
    return text


def _box(whose: str, before: str, limit: int) -> Iterable[Notice]:
    return Notice.query(
        whose,
        Notice.notice_key < before,
        scan_index_forward=False,
        limit=limit,
        consistent_read=True,
    )


def _once(notices: Iterable[Notice]) -> Iterator[Notice]:
    for _, same in groupby(notices, key=lambda notice: notice.notice_key):
        copies = list(same)
        yield next((notice for notice in copies if notice.read_at is None), copies[0])
