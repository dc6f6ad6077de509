"""At night: hold what was folded against the orders and the ledger, to the line, and tell of what differs."""

import logging
import time

from chalicelib import clock
from chalicelib.impact.against_ledger import compare_with_ledger
from chalicelib.impact.compare import (
    FIELDS,
    FigureDifference,
    differences,
    every_person,
    sums_of_orders,
    sums_of_pages,
)
from chalicelib.impact.fold import ORDERS
from chalicelib.impact.models import Rollup, RollupComparison, SalePage
from chalicelib.orders import Order
from chalicelib.store import images_of

log = logging.getLogger("countyfair.impact")
MOST_NAMED = 50
LONGEST_NAME = 200
SECONDS_FOR_THE_STREAM = 20  # a change that is still on its way is no difference


def compare_all() -> list[FigureDifference]:
    """Where figures, lines and buyers differ from the orders, and lines from the ledger. Reads everything there is."""
    persons = every_person()
    folded = sums_of_pages(Rollup.scan(), SalePage.scan(), persons)
    due = sums_of_orders(images_of(Order, *FIELDS), persons)
    return [*differences(folded, due), *compare_with_ledger(folded.lines)]


def reconcile(*, patience_seconds: float = SECONDS_FOR_THE_STREAM) -> RollupComparison:
    """Compare, keep the outcome, and raise an alarm (an error in the log) when a difference lasts."""
    lasting = compare_all()
    if lasting:
        time.sleep(patience_seconds)
        places = {difference.place for difference in lasting}
        lasting = [difference for difference in compare_all() if difference.place in places]
    names = [str(difference)[:LONGEST_NAME] for difference in lasting[:MOST_NAMED]]
    outcome = RollupComparison(
        ORDERS,
        clock.now(),
        is_equal=not lasting,
        cells=len(lasting),
        differences=names,
        months=sorted({f"{difference.day:%Y-%m}" for difference in lasting}),
    )
    outcome.save()
    if lasting:
        log.error("roll-ups differ from orders", extra={"cells": len(lasting), "first": names[:5]})
    return outcome
