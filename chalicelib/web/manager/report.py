"""Pages of impact: the report of a period, the order lines behind each number, and both as files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalice.app import Response

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound
from chalicelib.impact import (
    BY,
    FIGURES,
    LEAST_FOR_OFFICERS,
    Report,
    ReportQuestion,
    check_period,
    days_of_month,
    last_comparison,
    lines_behind,
    names_of,
    public_figures,
    public_months,
    question_of,
    report,
    shown_to,
    sum_behind,
)
from chalicelib.settings import settings
from chalicelib.web.manager.files import as_csv, as_index, as_shown, dictionary
from chalicelib.web.manager.rows import (
    bridge,
    chart_bars,
    differing_rows,
    lines_path,
    month_columns,
    shown_lines,
    shown_rows,
)
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import answer, as_json, json_text, render, said
from chalicelib.web.page.routes import ANYONE, MANAGER, Pages

ON_A_PAGE = 25
IN_THE_CHART = 10
RECENT_DAYS = 30
LONGEST_CURSOR = 7
PUBLIC_FOR_A_MINUTE = {"Cache-Control": "public, max-age=60", "Vary": "Cookie"}
HEADS_LIVE = (date(2020, 4, 1), date(2020, 7, 31))
_DAY = r"\d{4}-\d{2}-\d{2}"

pages = Pages(__name__)


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Which report: both days, and by what."""

    from_day: date
    to_day: date
    by: str


def ask_again() -> Response:
    query = asking().query
    form = {"from": query.get("from", ""), "to": query.get("to", ""), "by": BY[0]}
    return render("manager/ask.html", **_around(form))


def say_problems() -> Response:
    problems = {field: said(problem) for field, problem in asking().problems.items()}
    return as_json({"problems": problems}, status=asking().status)


@pages.get("/impact", who=MANAGER, again=ask_again)
def show_report() -> Response:
    query = asking().query
    choice = read_choice(query)
    impact_report = _report(choice)
    offset = _offset(query.get("cursor", ""), len(impact_report.rows))
    size = len(impact_report.rows) if query.get("rows") == "all" else ON_A_PAGE
    rows = shown_rows(impact_report, impact_report.rows[offset : offset + size], asking().lang)
    form = {"from": str(choice.from_day), "to": str(choice.to_day), "by": choice.by}
    return render(
        "manager/show.html",
        report=impact_report,
        rows=rows,
        top=chart_bars(impact_report, impact_report.rows[:IN_THE_CHART], asking().lang),
        first_row=offset + 1,
        cursor=str(offset + size) if offset + size < len(impact_report.rows) else "",
        bridge=bridge(impact_report),
        differing=differing_rows(impact_report, asking().lang),
        months=month_columns(impact_report, asking().lang),
        lines_path=lines_path,
        comparison=last_comparison(),
        **_around(form),
    )


@pages.get("/impact/lines", who=MANAGER)
def show_lines() -> Response:
    query = asking().query
    choice = read_choice(query, also=("total",))
    question = question_of(
        choice.from_day,
        choice.to_day,
        by=choice.by,
        scope=query.get("scope", ""),
        figure=query.get("figure", FIGURES[0]),
    )
    page = lines_behind(question, cursor=query.get("cursor", ""), limit=ON_A_PAGE)
    return render(
        "manager/lines.html",
        question=question,
        scope_name=_scope_name(question),
        sum_fen=sum_behind(question),
        lines=shown_lines(page.items, asking().lang),
        cursor=page.cursor,
        again=lines_path(question, question.by, question.scope, question.figure),
    )


@pages.get("/impact/report.json", who=ANYONE, again=say_problems)
def show_report_as_json() -> Response:
    """Managers ask for any days and see rows; anybody else reads what was published."""
    query, person = asking().query, asking().person
    choice = read_choice(query)
    if person and person.has(MANAGER):
        return as_json(as_shown(_report(choice)))
    headers = {} if person else PUBLIC_FOR_A_MINUTE
    if not any(query.get(name, "").strip() for name in ("from", "to", "month")):
        return as_json(as_index(public_months()), headers=headers)
    return json_text(public_figures(choice.from_day, choice.to_day), headers=headers)


@pages.get("/impact/report.csv", who=MANAGER)
def show_report_as_csv() -> Response:
    choice = read_choice(asking().query)
    return _csv(
        as_csv(_report(choice)), f"impact-{choice.from_day}-{choice.to_day}-{choice.by}.csv"
    )


@pages.get("/impact/dictionary.csv", who=ANYONE)
def show_dictionary() -> Response:
    return _csv(dictionary(), "impact-dictionary.csv")


def read_choice(query: Mapping[str, str], also: tuple[str, ...] = ()) -> ReportChoice:
    """The days and the dimension of an address; what is missing is a good guess. Raises Invalid."""
    by = query.get("by", BY[0])
    if by not in (*BY, *also):
        raise Invalid({"form": "not-a-choice"})
    month = query.get("month", "").strip()
    first, last = days_of_month(month) if month else _guess()
    days = (_day(query, "from", first), _day(query, "to", last))
    return ReportChoice(*check_period(*days, clock.shanghai_day(clock.now())), by)


def _report(choice: ReportChoice) -> Report:
    return shown_to(report(choice.from_day, choice.to_day, choice.by), LEAST_FOR_OFFICERS)


def _guess() -> tuple[date, date]:
    """The demo's four months where there is a demo, else the last thirty days."""
    today = clock.shanghai_day(clock.now())
    return HEADS_LIVE if settings().demo else (today - timedelta(days=RECENT_DAYS - 1), today)


def _around(form: Mapping[str, Any]) -> dict[str, Any]:
    """What stands around any report: the form, and periods that people often want."""
    today = clock.shanghai_day(clock.now())
    return {
        "form": form,
        "recent": (today - timedelta(days=RECENT_DAYS - 1), today),
        "this_month": (today.replace(day=1), today),
        "heads_live": HEADS_LIVE,
        "dimensions": BY,
    }


def _day(query: Mapping[str, str], name: str, otherwise: date) -> date | None:
    text = query.get(name, "").strip()
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text) if re.fullmatch(_DAY, text) else None
    except ValueError:
        return None


def _offset(cursor: str, rows: int) -> int:
    if not cursor:
        return 0
    if not (
        cursor.isascii()
        and cursor.isdigit()
        and len(cursor) < LONGEST_CURSOR
        and int(cursor) < rows
    ):
        raise NotFound("not-found")
    return int(cursor)


def _scope_name(question: ReportQuestion) -> str:
    if question.by == "total" or not question.scope:
        return ""
    first = lines_behind(question, limit=1).items
    session_of = {host: line.entry.session_id for line in first for host in line.entry.host_ids}
    name = names_of(question.by, [question.scope], session_of).get(question.scope)
    return name.text(asking().lang) if name else question.scope


def _csv(text: str, name: str) -> Response:
    return answer(
        text,
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
