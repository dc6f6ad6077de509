"""The report of a period: what was sold, from where, by whom, and which of it may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.impact.counting import NOTHING, figures_of_lines
from chalicelib.impact.hosts import parts_of_line
from chalicelib.impact.names import sessions_of_hosts
from chalicelib.impact.read import cells_between, progress, sales_between
from chalicelib.impact.rules import (
    LEAST_FOR_ALL,
    METRIC_VERSION,
    hidden_cells,
    may_be_shown_together,
    share,
)
from chalicelib.impact.sales import Cell, Figures, SaleEntry

TIME_ZONE = "Asia/Shanghai"
BASIS = "paid_at"  # the cohort view: a line belongs to the day on which it was paid
BY = ("county", "session", "host", "producer")
TRIES_FOR_STILLNESS = 6
TOGETHER = "together"  # the scope of the row in which small rows stand as one


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The figures of one county, session, host or producer; `scope` "" is what belongs to none."""

    scope: str
    figures: Figures
    buyers: int
    new_buyers: int
    contributors: int = 0  # buyers, and those who did not take what was sent to them
    is_hidden: bool = False

    @property
    def designated_share(self) -> float | None:
        return share(self.figures.designated_gmv_fen, self.figures.gmv_fen)

    @property
    def ever_designated_share(self) -> float | None:
        return share(self.figures.ever_designated_gmv_fen, self.figures.gmv_fen)

    @property
    def new_customer_share(self) -> float | None:
        """Buyers whose first paid order on the whole fair was in the period, of the buyers in the period."""
        return share(self.new_buyers, self.buyers)


@dataclass(frozen=True, slots=True)
class ReportDifference:
    """A row, or the total, whose figures are not those of the order lines behind it."""

    by: str
    scope: str
    by_cells: Figures
    by_lines: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of both days and all between them. Rows come with the greatest GMV first, and add up to the total
    except in buyers and orders, which may be of several rows. Where something differs, nothing may be signed."""

    from_day: date
    to_day: date
    by: str
    as_of: datetime
    total: ReportRow
    sessions: int
    rows: tuple[ReportRow, ...]
    by_month: tuple[tuple[str, Figures], ...]
    session_of: Mapping[str, str]  # one session of each host
    differences: tuple[ReportDifference, ...] = ()
    version: str = METRIC_VERSION
    time_zone: str = TIME_ZONE
    basis: str = BASIS

    def differs(self, row: ReportRow) -> bool:
        """Whether a row of it, or its total, is not the sum of its lines. Small rows together may hide one that is
        not."""
        places = {(difference.by, difference.scope) for difference in self.differences}
        if row is self.total:
            return ("total", "") in places
        if row.scope == TOGETHER:
            own = {row.scope for row in self.rows}
            return any(by == self.by and scope not in own for by, scope in places)
        return (self.by, row.scope) in places

    def row(self, scope: str) -> ReportRow:
        return next(row for row in self.rows if row.scope == scope)


def report(from_day: date, to_day: date, by: str = "county") -> Report:
    """The report of a period of Shanghai days, both included, by county, session, host or producer.

    Everything in it is of one moment, `as_of`. Raises Refused("busy") when sales come in too fast to find one.
    """
    for _ in range(TRIES_FOR_STILLNESS):
        before, as_of = progress()
        whole = _read(from_day, to_day, by, as_of or clock.now())
        if progress()[0] == before:
            return whole
    raise Refused("busy")


def shown_to(whole: Report, least: int) -> Report:
    """The report with its small rows hidden; where that tells nothing about one, they stand together in one row."""
    contributors = {row.scope: row.contributors for row in whole.rows}
    hidden = hidden_cells(contributors, least)
    rows = [row for row in whole.rows if row.scope not in hidden]
    small = [row for row in whole.rows if row.scope in hidden]
    if may_be_shown_together(hidden, contributors, least):
        rows.append(_together(small))
    else:
        rows += [ReportRow(row.scope, NOTHING, 0, 0, is_hidden=True) for row in small]
    return replace(whole, rows=tuple(rows))


def shown_to_all(whole: Report) -> ReportRow:
    """The total as anyone may see it: hidden when it tells of fewer than ten buyers."""
    total = whole.total
    is_small = 0 < total.contributors < LEAST_FOR_ALL
    return ReportRow("", NOTHING, 0, 0, is_hidden=True) if is_small else total


def _read(from_day: date, to_day: date, by: str, as_of: datetime) -> Report:
    assert by in BY
    lines, newcomers = sales_between(from_day, to_day)
    total = list(cells_between("total", from_day, to_day))
    cells = list(cells_between(by, from_day, to_day))
    return Report(
        from_day=from_day,
        to_day=to_day,
        by=by,
        as_of=as_of,
        total=_row("", _sum_of(total), lines, newcomers),
        sessions=len({line.session_id for line in lines if line.session_id}),
        rows=_rows(by, cells, lines, newcomers),
        by_month=_by_month(total),
        session_of=sessions_of_hosts(lines),
        differences=_differences(by, [*total, *cells], lines),
    )


def _differences(
    by: str, cells: Iterable[tuple[Cell, Figures]], lines: Iterable[SaleEntry]
) -> tuple[ReportDifference, ...]:
    """Every figure is the sum of its lines: so rows add up to the total, and what went is taken off once."""
    by_cells: dict[tuple[str, str], Figures] = defaultdict(Figures)
    for cell, figures in cells:
        by_cells[cell.dimension, cell.scope] += figures
    behind: dict[tuple[str, str], list[SaleEntry]] = defaultdict(list)
    for line in lines:
        behind["total", ""].append(line)
        for scope, part in parts_of_line(by, line):
            behind[by, scope].append(part)
    by_lines = {place: figures_of_lines(some) for place, some in behind.items()}
    places = sorted({*by_cells, *by_lines})
    return tuple(
        ReportDifference(*place, by_cells[place], by_lines.get(place, NOTHING))
        for place in places
        if by_cells[place] != by_lines.get(place, NOTHING)
    )


def _sum_of(cells: Iterable[tuple[Cell, Figures]]) -> Figures:
    return sum((figures for _, figures in cells), NOTHING)


def _rows(
    by: str, cells: Iterable[tuple[Cell, Figures]], lines: Sequence[SaleEntry], newcomers: set[str]
) -> tuple[ReportRow, ...]:
    figures: dict[str, Figures] = defaultdict(Figures)
    for cell, amounts in cells:
        figures[cell.scope] += amounts
    lines_in: dict[str, list[SaleEntry]] = defaultdict(list)
    for line in lines:
        for scope in line.scopes(by):
            lines_in[scope].append(line)
    rows = [
        _row(scope, amounts, lines_in[scope], newcomers)
        for scope, amounts in figures.items()
        if amounts
    ]
    return tuple(sorted(rows, key=lambda row: (not row.scope, -row.figures.gmv_fen, row.scope)))


def _row(
    scope: str, figures: Figures, lines: Sequence[SaleEntry], newcomers: set[str]
) -> ReportRow:
    buyers = {line.buyer_id for line in lines if line.gmv_fen}
    contributors = {line.buyer_id for line in lines}
    return ReportRow(scope, figures, len(buyers), len(buyers & newcomers), len(contributors))


def _by_month(cells: Iterable[tuple[Cell, Figures]]) -> tuple[tuple[str, Figures], ...]:
    months: dict[str, Figures] = defaultdict(Figures)
    for cell, figures in cells:
        months[f"{cell.day:%Y-%m}"] += figures
    return tuple(sorted(months.items()))


def _together(rows: Sequence[ReportRow]) -> ReportRow:
    """Several rows as one. A buyer of two of them counts in each: the sum is the most that they can be."""
    return ReportRow(TOGETHER, sum((row.figures for row in rows), NOTHING), 0, 0)
