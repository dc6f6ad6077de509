"""Public figures: whole months, written once when the month has been over for a day, and never again."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, Refused
from chalicelib.impact.models import PublicMonth, Rollup
from chalicelib.impact.read import last_comparison
from chalicelib.impact.report import Report, report, shown_to_all
from chalicelib.impact.rules import (
    FIRST_DAY,
    days_of_month,
    is_over_for_a_day,
    publishing_day,
    share,
)
from chalicelib.impact.sales import months
from chalicelib.money import yuan
from chalicelib.store import AlreadyThere, put_new

log = logging.getLogger("countyfair.impact")
AMOUNTS = (
    "gmv_fen",
    "cancelled_fen",
    "refunded_fen",
    "charged_back_fen",
    "net_gmv_fen",
    "genuine_gmv_fen",
    "designated_gmv_fen",
    "ever_designated_gmv_fen",
    "refused_fen",
)
FAIR = "fair"  # whose months they are: later there may be others than those of the whole fair
ROUNDED_TO = 5
Document = dict[str, Any]


def publish_month(month: str) -> PublicMonth:
    """Write a month's public figures, such as those of "2020-04"; what was written once stays. Raises Refused:
    "month-not-over" until the second day after it, "figures-differ" while its figures are not those of its orders,
    "nothing-sold" in it: what came later would never be told."""
    first, last = days_of_month(month)
    if not is_over_for_a_day(month, clock.shanghai_day(clock.now())):
        raise Refused("month-not-over", day=str(publishing_day(month)))
    comparison, whole = last_comparison(), report(first, last)
    if whole.differences or (comparison and month in comparison.months):
        raise Refused("figures-differ", month=month)
    if not _has_sales(month):
        raise Refused("nothing-sold", month=month)
    content = _text(_document(month, whole))
    fresh = PublicMonth(
        FAIR,
        month,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        published_at=clock.now(),
    )
    try:
        return put_new(fresh)
    except AlreadyThere:
        return next(public for public in public_months() if public.month == month)


def publish_due() -> list[str]:
    """Publish every month that is due; those that differ wait, and the comparison has
    raised its alarm. Returns the months that are new."""
    fresh = []
    for month in months_due():
        try:
            fresh.append(str(publish_month(month).month))
        except Refused as refusal:
            log.warning("public figures wait", extra={"month": month, "why": refusal.message_id})
    return fresh


def months_due() -> list[str]:
    """The months that are over for a day, in which something was sold, and that nobody has published yet."""
    today = clock.shanghai_day(clock.now())
    ready = {public.month for public in public_months()}
    over = [month for month in months(FIRST_DAY, today) if is_over_for_a_day(month, today)]
    return [month for month in over if month not in ready and _has_sales(month)]


def public_months() -> list[PublicMonth]:
    """What is published, the latest month first."""
    return list(PublicMonth.query(FAIR, scan_index_forward=False, consistent_read=True))


def public_figures(from_day: date, to_day: date) -> str:
    """The public document of whole months: of one as it was written; of several the sums of those that are published,
    without buyers, who do not add up. Raises Invalid for parts of months, and where none is published."""
    names = list(months(from_day, to_day))
    if (from_day, to_day) != (days_of_month(names[0])[0], days_of_month(names[-1])[1]):
        raise Invalid({"from": "whole-months-only"})
    contents = [
        str(public.content) for public in reversed(public_months()) if public.month in names
    ]
    if not contents:
        raise Invalid({"to": FairError("month-not-published", month=names[-1])})
    if len(names) == 1:
        return contents[0]
    return _text(_sum(from_day, to_day, [json.loads(content) for content in contents]))


def _has_sales(month: str) -> bool:
    return any(True for _ in Rollup.query(f"total#{month}", limit=1, consistent_read=True))


def _document(month: str, whole: Report) -> Document:
    """Counts are rounded, and the share of new customers is that of rounded counts: it would tell them else."""
    total = shown_to_all(whole)
    buyers, new_buyers = _rounded(total.buyers), _rounded(total.new_buyers)
    figures = {name: getattr(total.figures, name) for name in AMOUNTS}
    counts = {
        "orders": _rounded(total.figures.orders),
        "buyers": buyers,
        "sessions": _rounded(whole.sessions),
        "new_customer_share": share(min(new_buyers, buyers), buyers),
    }
    nothing = total.is_hidden
    return {
        "month": month,
        "from": str(whole.from_day),
        "to": str(whole.to_day),
        "time_zone": whole.time_zone,
        "basis": whole.basis,
        "version": whole.version,
        "as_of": whole.as_of.isoformat(timespec="milliseconds"),
        "hidden": nothing,
        **_amounts(dict.fromkeys(figures) if nothing else figures),
        **(dict.fromkeys(counts) if nothing else counts),
        "counts_rounded_to": ROUNDED_TO,
    }


def _sum(from_day: date, to_day: date, documents: Sequence[Document]) -> Document:
    shown_months = [document for document in documents if not document["hidden"]]
    figures = {name: sum(document[name] for document in shown_months) for name in AMOUNTS}
    return {
        "from": str(from_day),
        "to": str(to_day),
        "months": [document["month"] for document in shown_months],
        "hidden_months": [document["month"] for document in documents if document["hidden"]],
        "version": documents[-1]["version"],
        **_amounts(figures),
    }


def _amounts(figures: Mapping[str, int | None]) -> Document:
    """Amounts in fen, as people read them, and their shares."""
    gmv_fen = figures["gmv_fen"]
    return {
        **figures,
        **{
            name.removesuffix("_fen"): None if fen is None else yuan(fen)
            for name, fen in figures.items()
        },
        **{
            f"{name}_share": None
            if gmv_fen is None
            else share(figures[f"{name}_gmv_fen"] or 0, gmv_fen)
            for name in ("designated", "ever_designated")
        },
    }


def _rounded(count: int) -> int:
    return ROUNDED_TO * round(count / ROUNDED_TO)


def _text(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
