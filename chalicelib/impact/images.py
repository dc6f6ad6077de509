"""Orders as the stream and the table hold them, read as sales."""

from collections import Counter
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
WHAT_COUNTS = (
    "buyer_id",
    "order_key",
    "claimed_by",
    "claim",
    "paid_at",
    "internal",
    "lines",
    "sub_orders",
    "chargebacks",
)
_TIME = "%Y-%m-%dT%H:%M:%S.%f%z"


def sale_of(image: Image | None) -> Sale | None:
    """The sale that an order's image (in DynamoDB's JSON) tells of; None before anything of it was paid or refused."""
    if not image:
        return None
    paid_at, refused = _moment(image.get("paid_at")), _refused(image)
    if not paid_at and not refused:
        return None
    is_internal = bool(image.get("internal", {}).get("BOOL", False))
    charged_back = _charged_back(image)
    lines = []
    unpaid = _never_paid(image)
    for number, item in enumerate(image["lines"]["L"]):
        line = plain(item)
        if line["seller_id"] in unpaid:
            continue
        refused_at = refused.get(line["seller_id"])
        if at := refused_at or paid_at:
            line["internal"] = line.get("internal") or is_internal
            line["charged_back_fen"] = charged_back[number]
            lines.append(_line(number, line, at, is_refused=refused_at is not None))
    return Sale(
        order_id=order_id_of(image["buyer_id"]["S"], image["order_key"]["S"], _taking(image)),
        paid_at=paid_at,
        lines=tuple(lines),
        taken_by=image.get("claimed_by", {}).get("S", ""),
    )


def _refused(image: Image) -> dict[str, datetime]:
    """When the buyer did not take what a seller sent, by seller."""
    parts = [part["M"] for part in image.get("sub_orders", {}).get("L", ())]
    return {
        part["seller_id"]["S"]: moment
        for part in parts
        if (moment := _moment(part.get("refused_at")))
    }


def _never_paid(image: Image) -> set[str]:
    """Whose part of an order in cash never left, and so was never paid."""
    parts = [part["M"] for part in image.get("sub_orders", {}).get("L", ())]
    return {part["seller_id"]["S"] for part in parts if part.get("never_paid", {}).get("BOOL")}


def _charged_back(image: Image) -> Counter[int]:
    """What lost disputes took, by the number of the line."""
    lost = Counter[int]()
    for chargeback in plain(image["chargebacks"]) if "chargebacks" in image else ():
        for line in chargeback["lines"]:
            lost[line["line"]] += line["fen"]
    return lost


def _moment(value: Mapping[str, Any] | None) -> datetime | None:
    text = (value or {}).get("S")
    return datetime.strptime(text, _TIME).astimezone(UTC) if text else None


def _taking(image: Image) -> int:
    return int(image.get("claim", {}).get("N", 0))


def _line(number: int, line: Mapping[str, Any], at: datetime, *, is_refused: bool) -> SaleLine:
    day, value_fen = clock.shanghai_day(at), int(line["value_fen"])
    county_ids = (line["county_id"], line["seller_county_id"])
    return SaleLine(
        number=number,
        at=at,
        title=line["title"],
        quantity=int(line["quantity"]),
        county_id=line["county_id"],
        seller_county_id=line["seller_county_id"],
        producer_id=line["producer_id"],
        session_id=line.get("session_id") or "",
        host_ids=tuple(dict.fromkeys(line.get("host_ids") or ())),
        is_designated=all(_holds(is_designated, county_id, day) for county_id in county_ids),
        was_ever_designated=all(_holds(ever_designated, county_id) for county_id in county_ids),
        gmv_fen=0 if is_refused else value_fen,
        cancelled_fen=0 if is_refused else int(line.get("cancelled_fen") or 0),
        refunded_fen=int(line.get("refunded_fen") or 0),
        charged_back_fen=line["charged_back_fen"],
        refused_fen=value_fen if is_refused else 0,
        is_internal=line["internal"],
    )


def _holds(question: Callable[..., bool], county_id: str, *on: date) -> bool:
    """A county that the register does not know is on no list."""
    try:
        return question(county_id, *on)
    except NotFound:
        return False
