"""Entries and new buyers as a few bytes: rows of JSON, compressed."""

import json
import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.impact.sales import NewBuyer, SaleEntry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def packed(entries: Iterable[SaleEntry], new_buyers: Iterable[NewBuyer]) -> bytes:
    """The entries and new buyers of one day."""
    page = [
        [_row(entry) for entry in entries],
        [[new_buyer.buyer_id, new_buyer.sign] for new_buyer in new_buyers],
    ]
    return zlib.compress(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpacked(content: bytes, day: date) -> tuple[list[SaleEntry], list[NewBuyer]]:
    rows, new_buyers = json.loads(zlib.decompress(content))
    return [_entry(row, day) for row in rows], [NewBuyer(day, *row) for row in new_buyers]


def _row(entry: SaleEntry) -> list[Any]:
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


def _entry(row: list[Any], day: date) -> SaleEntry:
    order_id, number, paid_ms, title, quantity, *ids, hosts, marks, gmv, cancelled, refunded = row
    county_id, seller_county_id, producer_id, session_id = ids
    return SaleEntry(
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
