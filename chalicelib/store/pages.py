"""Lists page by cursor: an opaque word that says where the next page begins."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pynamodb.pagination import ResultIterator

from chalicelib.errors import NotFound
from chalicelib.store.records import Record

MOST_ON_A_PAGE = 200
LONGEST_CURSOR = 2_000
R = TypeVar("R", bound=Record)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some records in order, and the cursor of the next page ("" on the last)."""

    items: Sequence[T]
    cursor: str = ""


def page_of(ask: Callable[..., ResultIterator[R]], *, cursor: str = "", limit: int = 20) -> Page[R]:
    """One page of a query: `page_of(lambda **page: Order.query(buyer_id, **page), cursor=cursor)`.

    Raises NotFound when the cursor is not one of ours.
    """
    assert 0 < limit <= MOST_ON_A_PAGE
    found = ask(limit=limit, last_evaluated_key=_key_of(cursor) if cursor else None)
    items = list(found)
    return Page(items, _cursor_of(found.last_evaluated_key))


def _cursor_of(key: dict[str, Any] | None) -> str:
    if not key:
        return ""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode()


def _key_of(cursor: str) -> dict[str, Any]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode()[:LONGEST_CURSOR]))
        assert isinstance(key, dict)
        assert all(isinstance(value, dict) for value in key.values())
    except (ValueError, binascii.Error, AssertionError):
        raise NotFound("not-found") from None
    return key
