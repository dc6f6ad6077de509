"""What there is to say of a day as a few bytes: rows of JSON, compressed."""

import json
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.impact.sales import DayNews, JoinedGuest, NewBuyer, SaleEntry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_USUAL = 11  # columns before the amounts, of which rows write two only where there is something


def packed(news: DayNews) -> bytes:
    """What there is to say of one day."""
    page = [
        [_row(entry) for entry in news.entries],
        [[new_buyer.buyer_id, new_buyer.sign] for new_buyer in news.new_buyers],
        *([[joined[1:] for joined in news.joined]] if news.joined else []),
    ]
    return zlib.compress(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpacked(content: bytes, day: date) -> DayNews:
    rows, new_buyers, *more = json.loads(zlib.decompress(content))
    return DayNews(
        [_entry(row, day) for row in rows],
        [NewBuyer(day, *row) for row in new_buyers],
        [JoinedGuest(day, *row) for some in more for row in some],
    )


def _row(entry: SaleEntry) -> list[Any]:
    rare = [entry.charged_back_fen, entry.refused_fen]
    return [
        f"{entry.order_id}@{entry.taken_by}" if entry.taken_by else entry.order_id,
        entry.number,
        (entry.at - _EPOCH) // timedelta(milliseconds=1),
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
        *(rare if any(rare) else []),
    ]


def _entry(row: list[Any], day: date) -> SaleEntry:
    order_id, number, at_ms, title, quantity, *ids, hosts, marks = row[:_USUAL]
    county_id, seller_county_id, producer_id, session_id = ids
    gmv, cancelled, refunded, charged_back, refused = [*row[_USUAL:], 0, 0][:5]
    return SaleEntry(
        order_id=order_id.partition("@")[0],
        number=number,
        at=_EPOCH + timedelta(milliseconds=at_ms),
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
        charged_back_fen=charged_back,
        refused_fen=refused,
        taken_by=order_id.partition("@")[2],
    )
