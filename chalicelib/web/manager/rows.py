"""A report as its page shows it: names, amounts, charts, and the way from each number to its order lines."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from chalicelib.impact import (
    TOGETHER,
    LineBehind,
    Name,
    Report,
    ReportQuestion,
    ReportRow,
    names_of,
)
from chalicelib.money import yuan
from chalicelib.orders import number_of
from chalicelib.web.page.translate import gettext as _

YUAN_FEN, THOUSAND_FEN, WAN_FEN = 100, 100_000, 1_000_000
Shown = dict[str, Any]


def shown_rows(report: Report, rows: Sequence[ReportRow], lang: str) -> list[Shown]:
    """Rows with the names of what they are of, and for each figure the way to its order lines."""
    names = names_of(report.by, (row.scope for row in rows), report.session_of)
    return [_shown_row(report, row, names, lang) for row in rows]


def shown_lines(lines: Sequence[LineBehind], lang: str) -> list[Shown]:
    """Order lines with the names of where they come from. Nothing tells who bought them."""
    of = {"county": _county_id, "producer": _producer_id, "session": _session_id}
    names = {by: names_of(by, {scope(line) for line in lines}) for by, scope in of.items()}
    return [
        {
            "at": line.entry.at,
            "order": number_of(line.entry.order_id),
            "title": line.entry.title,
            "quantity": line.entry.quantity,
            "amounts": line.entry,
            "amount_fen": line.amount_fen,
            **{
                by: names[by][scope(line)].text(lang) if scope(line) in names[by] else ""
                for by, scope in of.items()
            },
        }
        for line in lines
    ]


def lines_path(report: Report | ReportQuestion, by: str, scope: str, figure: str) -> str:
    query = {
        "from": report.from_day,
        "to": report.to_day,
        "by": by,
        "scope": scope,
        "figure": figure,
    }
    return "/impact/lines?" + urlencode(query)


def chart_bars(report: Report, rows: Sequence[ReportRow], lang: str) -> list[Shown]:
    """Rows as bars of their GMV; green where most of it came from designated counties."""
    return [
        {
            "label": bar["label"],
            "value": bar["row"].figures.gmv_fen,
            "shown": f"¥{yuan(bar['row'].figures.gmv_fen)}",
            "href": bar["href"]["gmv"],
            "tone": "paddy"
            if 2 * bar["row"].figures.designated_gmv_fen > bar["row"].figures.gmv_fen
            else "indigo",
        }
        for bar in shown_rows(report, rows, lang)
        if bar["opens"]
    ]


def bridge(report: Report) -> list[Shown]:
    """From GMV to net GMV: each bar begins where the one before it ended. What was refused at the door was never in
    it."""
    total = report.total.figures
    lost = [
        (_("Cancelled before dispatch"), total.cancelled_fen, "cancelled"),
        (_("Refunded later"), total.refunded_fen, "refunded"),
        (_("Charged back"), total.charged_back_fen, "charged-back"),
    ]
    steps = [_bar(report, _("GMV"), "gmv", 0, total.gmv_fen, "indigo")]
    left = total.gmv_fen
    for label, fen, figure in lost:
        left -= fen
        steps.append(_bar(report, label, figure, left, -fen, "seal"))
    assert left == total.net_gmv_fen
    steps.append(_bar(report, _("Net GMV"), "net", 0, left, "paddy"))
    if total.refused_fen:
        beside = _("Refused at the door: never paid, not in GMV")
        steps.append(_bar(report, beside, "refused", 0, total.refused_fen, "seal"))
    return steps


def differing_rows(report: Report, lang: str) -> list[str]:
    """What the rows are called, the total too, that are not the sums of their lines."""
    rows = [row for row in report.rows if report.differs(row) and not row.is_hidden]
    labels = [row["label"] for row in shown_rows(report, rows, lang)]
    total = [_("All sales")] if report.differs(report.total) else []
    return [*total, *labels] or [_("rows that are not shown")]


def month_columns(report: Report, lang: str) -> list[Shown]:
    return [
        {"label": month, "value": figures.gmv_fen, "shown": compact(figures.gmv_fen, lang)}
        for month, figures in report.by_month
    ]


def compact(fen: int, lang: str) -> str:
    """An amount in few characters: 30.8万, 308k."""
    if fen < WAN_FEN:
        return f"{fen / YUAN_FEN:,.0f}"
    return f"{fen / THOUSAND_FEN:,.0f}k" if lang == "en" else f"{fen / WAN_FEN:,.1f}万"


def _bar(report: Report, label: str, figure: str, start: int, fen: int, tone: str) -> Shown:
    return {
        "label": label,
        "start": start,
        "value": abs(fen),
        "shown": f"¥{yuan(fen)}".replace("¥-", "−¥"),
        "tone": tone,
        "href": lines_path(report, "total", "", figure),
    }


def _shown_row(report: Report, row: ReportRow, names: Mapping[str, Name], lang: str) -> Shown:
    name = names.get(row.scope)
    figures = ("gmv", "net", "cancelled", "refunded", "charged-back", "designated")
    opens = not row.is_hidden and row.scope != TOGETHER
    return {
        "label": name.text(lang) if name else _nameless(report.by, row.scope),
        "note": name.note(lang) if name else "",
        "row": row,
        "opens": opens,
        "href": {
            figure: lines_path(report, report.by, row.scope, figure) if opens else ""
            for figure in figures
        },
    }


def _nameless(by: str, scope: str) -> str:
    if scope == TOGETHER:
        return _("Small rows together")
    if scope:
        return scope
    return {
        "county": _("Origin unknown"),
        "session": _("Not in a live sale"),
        "host": _("Without a host"),
        "producer": _("Maker unknown"),
    }[by]


def _county_id(line: LineBehind) -> str:
    return line.entry.county_id


def _producer_id(line: LineBehind) -> str:
    return line.entry.producer_id


def _session_id(line: LineBehind) -> str:
    return line.entry.session_id
