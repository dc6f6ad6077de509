"""Orders as the stream and the table hold them, read as sales."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from chalicelib import clock
from chalicelib.counties import ever_designated, is_designated
from chalicelib.errors import NotFound
from chalicelib.impact.sales import Sale, SaleLine
from chalicelib.orders import order_id_of
from chalicelib.store import plain

Image = Mapping[str, Any]
WHAT_COUNTS = ("buyer_id", "order_key", "claimed_by", "claim", "paid_at", "internal", "lines")
_TIME = "%Y-%m-%dT%H:%M:%S.%f%z"


def sale_of(image: Image | None) -> Sale | None:
    """The sale that an order's image (in DynamoDB's JSON) tells of; None before it is paid."""
    if not image or "S" not in image.get("paid_at", {}):
        return None
    paid_at = datetime.strptime(image["paid_at"]["S"], _TIME).astimezone(UTC)
    day = clock.shanghai_day(paid_at)
    lines = [_line(number, plain(line), paid_at) for number, line in enumerate(_lines_of(image))]
    return Sale(
        order_id=order_id_of(image["buyer_id"]["S"], image["order_key"]["S"], _taking(image)),
        paid_at=paid_at,
        day=day,
        is_internal=bool(image.get("internal", {}).get("BOOL", False)),
        lines=tuple(lines),
        taken_by=image.get("claimed_by", {}).get("S", ""),
    )


def _taking(image: Image) -> int:
    return int(image.get("claim", {}).get("N", 0))


def _lines_of(image: Image) -> list[Any]:
    return list(image["lines"]["L"])


def _line(number: int, line: Mapping[str, Any], paid_at: datetime) -> SaleLine:
    day = clock.shanghai_day(paid_at)
    county_ids = (line["county_id"], line["seller_county_id"])
    return SaleLine(
        number=number,
        title=line["title"],
        quantity=int(line["quantity"]),
        county_id=line["county_id"],
        seller_county_id=line["seller_county_id"],
        producer_id=line["producer_id"],
        session_id=line.get("session_id") or "",
        host_ids=tuple(dict.fromkeys(line.get("host_ids") or ())),
        is_designated=all(_holds(is_designated, county_id, day) for county_id in county_ids),
        was_ever_designated=all(_holds(ever_designated, county_id) for county_id in county_ids),
        gmv_fen=int(line["value_fen"]),
        cancelled_fen=int(line.get("cancelled_fen") or 0),
        refunded_fen=int(line.get("refunded_fen") or 0),
    )


def _holds(question: Callable[..., bool], county_id: str, *on: date) -> bool:
    """A county that the register does not know is on no list."""
    try:
        return question(county_id, *on)
    except NotFound:
        return False
