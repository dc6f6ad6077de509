"""Write what was folded of some days anew from the orders, while sales go on. Safe to repeat."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial, reduce
from operator import and_

from pynamodb.expressions.condition import Condition

from chalicelib.errors import Refused
from chalicelib.impact.compare import (
    FIELDS,
    GUEST,
    LINE,
    NEWCOMER,
    FigureDifference,
    SaleSums,
    differences,
    every_person,
    sums_of_orders,
    sums_of_pages,
)
from chalicelib.impact.counting import NOTHING, cells_of_lines, negated
from chalicelib.impact.fold import remember_first
from chalicelib.impact.models import FirstOrder, Rollup, SalePage
from chalicelib.impact.packing import packed
from chalicelib.impact.read import cells_between, day_of, pages_between, progress, sales_between
from chalicelib.impact.reconcile import SECONDS_FOR_THE_STREAM
from chalicelib.impact.sales import (
    DIMENSIONS,
    FIGURE_NAMES,
    Cell,
    DayNews,
    Figures,
    JoinedGuest,
    NewBuyer,
)
from chalicelib.orders import Order
from chalicelib.store import Moved, change, cut, images_of, put_new, step

ADDED = "~added"  # the pages of a rebuild sort after those of all folds
MOST_ON_A_PAGE = 500


def rebuild(
    from_day: date, to_day: date, *, patience_seconds: float = SECONDS_FOR_THE_STREAM
) -> tuple[int, int]:
    """Mend the lines and buyers of these days, and then their cells; returns how many of each differed.

    What a page lacks is added on a page of its own, and only where it differs the same way twice, some seconds apart:
    what is still on its way to the fold is no difference. Cells then become the sum of their lines, under the condition
    that no fold came between. Raises Refused("busy") when folds never leave room, or somebody else rebuilds.
    """
    lasting, numbers = _apart(from_day, to_day)
    if lasting:
        time.sleep(patience_seconds)
        still, numbers = _apart(from_day, to_day)
        lasting = [difference for difference in still if difference in lasting]
    for day, some in _by_day(lasting).items():
        _add_pages(day, some, numbers[day])
    days = (from_day + timedelta(days=n) for n in range((to_day - from_day).days + 1))
    return len(lasting), sum(step(partial(_mend_cells, day)) for day in days)


def _apart(from_day: date, to_day: date) -> tuple[list[FigureDifference], Counter[date]]:
    """What differs of lines and buyers, and how many pages rebuilds had added by day when this was read."""
    persons, pages = every_person(), list(pages_between(from_day, to_day))
    due = sums_of_orders(images_of(Order, *FIELDS), persons)
    apart = [
        difference
        for difference in differences(sums_of_pages((), pages, persons), due)
        if difference.kind in (LINE, NEWCOMER, GUEST) and from_day <= difference.day <= to_day
    ]
    _remember_buyers(apart, due)
    return apart, Counter(day_of(page) for page in pages if f"#{ADDED}#" in page.position)


def _remember_buyers(apart: Iterable[FigureDifference], due: SaleSums) -> None:
    """So that later folds know of first orders and persons, too."""
    for difference in apart:
        if difference.kind == NEWCOMER and difference.name in due.firsts:
            remember_first({difference.name: due.firsts[difference.name]}, {})
        if difference.kind == GUEST and difference.due:
            _remember_person(difference.name, difference.due)


def _remember_person(guest_id: str, person_id: str) -> None:
    change(
        FirstOrder(guest_id),
        FirstOrder.person_id.set(person_id),
        when=FirstOrder.person_id.does_not_exist(),
        already=lambda _: True,
        otherwise=Refused("busy"),
    )


def _by_day(some: Iterable[FigureDifference]) -> dict[date, list[FigureDifference]]:
    days: dict[date, list[FigureDifference]] = defaultdict(list)
    for difference in some:
        days[difference.day].append(difference)
    return days


def _add_pages(day: date, some: list[FigureDifference], first_number: int) -> None:
    """Whoever rebuilds at the same time takes the same numbers, and one of the two is refused."""
    pages = cut(some, lambda difference: [difference.place], MOST_ON_A_PAGE)
    for number, part in enumerate(pages, start=first_number):
        position = f"{day}#{ADDED}#{number:06d}"
        page = SalePage(f"{day:%Y-%m}", position, content=packed(_news(day, part)))
        put_new(page, otherwise=Refused("busy"))


def _news(day: date, some: Iterable[FigureDifference]) -> DayNews:
    news = DayNews()
    for difference in some:
        if difference.kind == LINE:
            news.entries.extend([negated(difference.folded)] if difference.folded else [])
            news.entries.extend([difference.due] if difference.due else [])
        elif difference.kind == NEWCOMER:
            sign = difference.due - difference.folded
            news.new_buyers.append(NewBuyer(day, difference.name, sign))
        else:
            who = difference.due or difference.name
            news.joined.append(JoinedGuest(day, difference.name, who))
    return news


def _mend_cells(day: date) -> int:
    """Let the cells of a day be the sums of its lines; returns how many were not. Raises Moved."""
    before, _ = progress()
    due = cells_of_lines(sales_between(day, day)[0])
    folded = dict(_cells_on(day))
    if progress()[0] != before:
        raise Moved
    apart = [cell for cell in {*due, *folded} if due.get(cell) != folded.get(cell)]
    for cell in apart:
        _set(cell, folded.get(cell, NOTHING), due.get(cell, NOTHING))
    return len(apart)


def _cells_on(day: date) -> Iterator[tuple[Cell, Figures]]:
    for dimension in DIMENSIONS:
        yield from (
            (cell, figures) for cell, figures in cells_between(dimension, day, day) if figures
        )


def _set(cell: Cell, was: Figures, figures: Figures) -> None:
    change(
        Rollup(f"{cell.dimension}#{cell.day:%Y-%m}", f"{cell.day}#{cell.scope}"),
        *(getattr(Rollup, name).set(getattr(figures, name)) for name in FIGURE_NAMES),
        when=reduce(and_, (_holds(name, getattr(was, name)) for name in FIGURE_NAMES)),
        otherwise=Moved(),
    )


def _holds(name: str, amount: int) -> Condition:
    figure = getattr(Rollup, name)
    same: Condition = figure == amount
    return same if amount else figure.does_not_exist() | same
