"""What somebody is told: as themselves, as one of those with a grant, or as a guest."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby, islice

from chalicelib.accounts import SignedInPerson
from chalicelib.errors import NotFound
from chalicelib.notices.models import Notice
from chalicelib.store import Page

LONGEST_KEY = 200
NEWEST = "9"  # comes after every year


def notices_of(boxes: Sequence[str], cursor: str = "", limit: int = 20) -> Page[Notice]:
    """What lies in somebody's boxes, the latest first; what reaches them in two ways once, unread if it is so
    in either.

    One query for each box. Raises NotFound for a cursor that is none."""
    before = key_of(cursor) if cursor else NEWEST
    lists = [_box(whose, before, limit + 1) for whose in boxes]
    in_order = merge(*lists, key=lambda notice: notice.notice_key, reverse=True)
    items = list(islice(_once(in_order), limit + 1))
    return Page(items[:limit], items[limit - 1].notice_key if len(items) > limit else "")


def boxes_of(person: SignedInPerson) -> tuple[str, ...]:
    """Whose notices a person reads: one box for themselves, one for each grant, and one for each guest they were."""
    return (person.person_id, *person.grants, *person.also)


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
