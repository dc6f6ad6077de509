"""Hold the roll-ups against the orders themselves: they must say the same, cell by cell."""

import logging
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chalicelib import clock
from chalicelib.impact.buyers import first_sales
from chalicelib.impact.counting import cells_of
from chalicelib.impact.fold import ORDERS
from chalicelib.impact.images import WHAT_COUNTS, sale_of
from chalicelib.impact.models import FirstOrder, Rollup, RollupComparison, SalePage
from chalicelib.impact.read import cell_of, figures_of, news_of
from chalicelib.impact.sales import Cell, Figures, NewBuyer, Sale
from chalicelib.orders import Order
from chalicelib.store import images_of

log = logging.getLogger("countyfair.impact")
MOST_NAMED = 50
SECONDS_FOR_THE_STREAM = 20  # a change that is still on its way is no difference


@dataclass(frozen=True, slots=True)
class RollupDifference:
    """A cell whose roll-up is not what its orders add up to."""

    cell: Cell
    rollup: Figures
    recomputed: Figures

    def __str__(self) -> str:
        gap = self.rollup - self.recomputed
        return f"{self.cell.dimension} {self.cell.day} {self.cell.scope}: {gap.gmv_fen} fen, {gap}"


def recompute(from_day: date, to_day: date) -> dict[Cell, Figures]:
    """The figures of all days of a period from the orders themselves. Reads every order there is: for jobs."""
    cells = cells_of(_every_sale())
    return {cell: figures for cell, figures in cells.items() if from_day <= cell.day <= to_day}


def compare() -> list[RollupDifference]:
    """Where the roll-ups differ from the orders; reads everything there is: for jobs."""
    sales = list(_every_sale())
    rollups = {
        cell_of(rollup): figures for rollup in Rollup.scan() if (figures := figures_of(rollup))
    }
    rollups |= _newcomers(
        new_buyer for page in SalePage.scan() for new_buyer in news_of(page).new_buyers
    )
    return differences(rollups, cells_of(sales) | _newcomers(_new_buyers(sales)))


def differences(
    rollups: dict[Cell, Figures], recomputed: dict[Cell, Figures]
) -> list[RollupDifference]:
    nothing = Figures()
    return [
        RollupDifference(cell, rollups.get(cell, nothing), recomputed.get(cell, nothing))
        for cell in sorted({*rollups, *recomputed})
        if rollups.get(cell) != recomputed.get(cell)
    ]


def reconcile(*, patience_seconds: float = SECONDS_FOR_THE_STREAM) -> RollupComparison:
    """Compare, keep the outcome, and raise an alarm (an error in the log) when a difference lasts."""
    lasting = compare()
    if lasting:
        time.sleep(patience_seconds)
        lasting = _still(lasting)
    return _kept(lasting)


def _still(before: Iterable[RollupDifference]) -> list[RollupDifference]:
    cells = {difference.cell for difference in before}
    return [difference for difference in compare() if difference.cell in cells]


def _kept(lasting: list[RollupDifference]) -> RollupComparison:
    names = [str(difference) for difference in lasting[:MOST_NAMED]]
    outcome = RollupComparison(
        ORDERS,
        clock.now(),
        is_equal=not lasting,
        cells=len(lasting),
        differences=names,
    )
    outcome.save()
    if lasting:
        log.error("roll-ups differ from orders", extra={"cells": len(lasting), "first": names[:5]})
    return outcome


def _newcomers(new_buyers: Iterable[NewBuyer]) -> dict[Cell, Figures]:
    """How many buyers came for the first time, as a cell for each day."""
    by_day = Counter[date]()
    for new_buyer in new_buyers:
        by_day[new_buyer.day] += new_buyer.sign
    return {Cell("newcomers", day, ""): Figures(orders=n) for day, n in by_day.items() if n}


def _new_buyers(sales: Iterable[Sale]) -> Iterable[NewBuyer]:
    persons = {order.buyer_id: order.person_id for order in FirstOrder.scan() if order.person_id}
    firsts = first_sales(sales, persons)
    return (NewBuyer(first.day, buyer_id, 1) for buyer_id, first in firsts.items())


def _every_sale() -> Iterable[Sale]:
    return (sale for image in images_of(Order, *WHAT_COUNTS) if (sale := sale_of(image)))
