"""The search for an order by its number, on the pages of everybody who has to do with it."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from chalicelib.errors import FairError, NotFound
from chalicelib.orders import orders_numbered
from chalicelib.web.page.asking import asking

LONGEST_NUMBER = 40


def number_typed() -> str:
    """What stands in the field for the number."""
    return asking().query.get("number", "").strip()[:LONGEST_NUMBER]


def order_looked_for(see: Callable[[str], object], among: Iterable[str] = ()) -> str:
    """The id of the order that the number names, if whoever asks may see it: `see` raises NotFound if not. `among` are
    orders so new that their number may not be known yet. "" without one."""
    for order_id in orders_numbered(number_typed(), among):
        with suppress(NotFound):
            see(order_id)
            return order_id
    return ""


def no_such_order() -> dict[str, FairError]:
    """What is wrong with a number that led to no order; nothing when none was typed."""
    number = number_typed()
    return {"number": FairError("no-such-number", number=number)} if number else {}
