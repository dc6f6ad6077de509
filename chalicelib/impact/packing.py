"""Entries and claims as a few bytes: rows of JSON, compressed."""

import json
import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.impact.sales import Claim, Entry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def packed(entries: Iterable[Entry], claims: Iterable[Claim]) -> bytes:
    """The entries and claims of one day."""
    page = [[_row(entry) for entry in entries], [[claim.buyer_id, claim.sign] for claim in claims]]
    return zlib.compress(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpacked(content: bytes, day: date) -> tuple[list[Entry], list[Claim]]:
    rows, claims = json.loads(zlib.decompress(content))
    return [_entry(row, day) for row in rows], [Claim(day, *row) for row in claims]


def _row(entry: Entry) -> list[Any]:
    return [
        f"{entry.order_id}@{entry.taken_by}" if entry.taken_by else entry.order_id,
        entry.number,
        (entry.paid_at - _EPOCH) // timedelta(milliseconds=1),
        entry.title,
        entry.quantity,
        entry.county_id,
        entry.seller_county_id,
        entry.producer_id,
        entry.session_id,
        entry.host_ids,
        entry.is_designated + 2 * entry.was_ever_designated + 4 * entry.is_internal,
        entry.gmv_fen,
        entry.cancelled_fen,
        entry.refunded_fen,
    ]


def _entry(row: list[Any], day: date) -> Entry:
    order_id, number, paid_ms, title, quantity, *places, hosts, marks, gmv, cancelled, refunded = (
        row
    )
    county_id, seller_county_id, producer_id, session_id = places
    return Entry(
        order_id=order_id.partition("@")[0],
        number=number,
        paid_at=_EPOCH + timedelta(milliseconds=paid_ms),
        day=day,
        title=title,
        quantity=quantity,
        county_id=county_id,
        seller_county_id=seller_county_id,
        producer_id=producer_id,
        session_id=session_id,
        host_ids=tuple(hosts),
        is_designated=bool(marks & 1),
        was_ever_designated=bool(marks & 2),
        is_internal=bool(marks & 4),
        gmv_fen=gmv,
        cancelled_fen=cancelled,
        refunded_fen=refunded,
        taken_by=order_id.partition("@")[2],
    )
