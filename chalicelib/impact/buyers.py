"""Who is one buyer, and who buys for the first time: pure rules."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from chalicelib import clock
from chalicelib.impact.sales import (
    FirstSale,
    FoldStep,
    JoinedGuest,
    NewBuyer,
    Sale,
    SaleEntry,
)


def new_buyers_of(sale: FirstSale, buyer_id: str, before: FirstSale | None) -> tuple[NewBuyer, ...]:
    """What a newly paid order says of its buyer being new, given the first order known before it.

    The known first order says so again: whoever folds its steps once hears it once.
    """
    new = NewBuyer(sale.day, buyer_id, 1)
    if before is None or before.order_id == sale.order_id:
        return (new,)
    if sale.paid_at < before.paid_at:
        return new, NewBuyer(before.day, buyer_id, -1)
    return ()


def newcomers_of(new_buyers: Iterable[NewBuyer], persons: Mapping[str, str]) -> set[str]:
    """The buyers whose first order is of one of the days that all these tell of; `persons` are by the guests that they
    were."""
    counts = Counter[str]()
    for new_buyer in new_buyers:
        counts[persons.get(new_buyer.buyer_id, new_buyer.buyer_id)] += new_buyer.sign
    return {buyer_id for buyer_id, count in counts.items() if count > 0}


def as_persons(lines: Iterable[SaleEntry], persons: Mapping[str, str]) -> list[SaleEntry]:
    """Lines of guests as those of the persons that they are by now."""
    return [
        replace(line, taken_by=persons[line.buyer_id]) if line.buyer_id in persons else line
        for line in lines
    ]


def first_sale(sale: Sale) -> FirstSale | None:
    """A sale as its buyer's first order; None before any of it is paid."""
    if sale.paid_at is None:
        return None
    return FirstSale(sale.paid_at, sale.order_id, clock.shanghai_day(sale.paid_at))


def is_newly_paid(old: Sale | None, new: Sale | None) -> bool:
    return bool(new and new.paid_at and not (old and old.paid_at))


def new_days(old: Sale | None, new: Sale | None) -> set[date]:
    """The days on which a change lets a buyer appear."""
    return (new.days if new else set()) - (old.days if old else set())


def about_buyer(
    step: FoldStep,
    change: tuple[Sale | None, Sale],
    firsts: dict[str, FirstSale],
    persons: Mapping[str, str],
) -> FoldStep:
    """The first step of a change, with what the change says of its buyer. `firsts`, the first orders by buyer,
    learns from it."""
    old, new = change
    buyer_id = persons.get(new.buyer_id, new.buyer_id)
    first, new_buyers = first_sale(new), step.new_buyers
    if first and is_newly_paid(old, new):
        new_buyers = new_buyers_of(first, buyer_id, firsts.get(buyer_id))
        if new_buyers:
            firsts[buyer_id] = first
    days = new_days(old, new) if buyer_id != new.buyer_id else ()
    joined = tuple(JoinedGuest(day, new.buyer_id, buyer_id) for day in sorted(days))
    return replace(step, new_buyers=new_buyers, joined=joined)


def first_sales(sales: Iterable[Sale], persons: Mapping[str, str]) -> dict[str, FirstSale]:
    """Each buyer's first paid order among these."""
    earliest: dict[str, FirstSale] = {}
    for sale in sales:
        first, buyer_id = first_sale(sale), persons.get(sale.buyer_id, sale.buyer_id)
        if first and (buyer_id not in earliest or first < earliest[buyer_id]):
            earliest[buyer_id] = first
    return earliest
