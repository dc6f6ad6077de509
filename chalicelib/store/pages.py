"""Lists page by cursor: an opaque word that says where the next page begins."""

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from pynamodb.pagination import PageIterator, ResultIterator

from chalicelib.settings import keyed_hash
from chalicelib.store.records import Record

MOST_ON_A_PAGE = 200
LONGEST_CURSOR = 4_000
SEAL_BYTES = 16
R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Page(NamedTuple, Generic[T]):
    """Some records in order, and the cursor of the next page ("" on the last)."""

    items: Sequence[T]
    cursor: str = ""


def page_of(ask: Callable[..., ResultIterator[R]], *, cursor: str = "", limit: int = 20) -> Page[R]:
    """One page of a query: `page_of(lambda **page: Order.query(buyer_id, **page), cursor=cursor)`.

    A cursor that we did not make for this list, or not under the secret of now, leads to its first page.
    """
    assert 0 < limit <= MOST_ON_A_PAGE
    results = ask(limit=limit)
    name = _name_of(results.page_iter)
    if key := _key_of(cursor, name):
        results = ask(limit=limit, last_evaluated_key=key)
    items = list(results)
    return Page(items, _cursor_of(results.last_evaluated_key, name))


def _name_of(query: PageIterator[Any]) -> str:
    """What makes a query the list that it is: its table, its index, the keys that it reads, and in which order."""
    connection: Any = query._operation  # noqa: SLF001 - no public name, and those below
    request = query._kwargs  # noqa: SLF001
    reads = [str(key) for key in (*query._args, request["range_key_condition"])]  # noqa: SLF001
    place = connection.__self__.table_name, request["index_name"], request["scan_index_forward"]
    return json.dumps([*place, *reads])


def _cursor_of(key: dict[str, Any] | None, name: str) -> str:
    if not key:
        return ""
    return sealed(json.dumps(key, separators=(",", ":")).encode(), name)


def _key_of(cursor: str, name: str) -> dict[str, Any] | None:
    place = opened(cursor, name)
    return dict(json.loads(place)) if place else None


def sealed(place: bytes, name: str) -> str:
    """A cursor for the list of this name: whoever has it can read it, and make no other."""
    return base64.urlsafe_b64encode(_seal(place, name) + place).decode()


def opened(cursor: str, name: str) -> bytes:
    """What was sealed for this list; b"" when it was not ours."""
    try:
        whole = base64.urlsafe_b64decode(cursor[:LONGEST_CURSOR].encode())
    except ValueError:
        return b""
    seal, place = whole[:SEAL_BYTES], whole[SEAL_BYTES:]
    return place if hmac.compare_digest(seal, _seal(place, name)) else b""


def _seal(place: bytes, name: str) -> bytes:
    return bytes.fromhex(keyed_hash("cursor", f"{name} {place.hex()}"))[:SEAL_BYTES]
