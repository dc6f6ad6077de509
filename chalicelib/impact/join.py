"""A guest has signed in and took their orders along: from now on they are one buyer with that person, on every day."""

from pynamodb.expressions.condition import Condition

from chalicelib.impact.fold import first_of
from chalicelib.impact.images import sale_of
from chalicelib.impact.models import FirstOrder, SalePage
from chalicelib.impact.packing import packed
from chalicelib.impact.sales import DayNews, FirstSale, JoinedGuest, NewBuyer
from chalicelib.orders import orders_as_guest
from chalicelib.store import Moved, step, transaction


def join_guest(guest_id: str, person_id: str) -> None:
    """Count a guest and a person as one buyer; twice is no news. Raises Refused("busy").

    The record comes first and the days second: what a fold writes in between knows of the person already.
    """
    step(lambda: _unite(guest_id, person_id))
    orders = orders_as_guest(guest_id, person_id)
    sales = [sale for order in orders if (sale := sale_of(order.serialize()))]
    with SalePage.batch_write() as batch:
        for day in sorted({day for sale in sales for day in sale.days}):
            joined = JoinedGuest(day, guest_id, person_id)
            batch.save(
                SalePage(
                    f"{day:%Y-%m}",
                    f"{day}#joined#{guest_id}",
                    content=packed(DayNews(joined=[joined])),
                )
            )


def _unite(guest_id: str, person_id: str) -> None:
    """Of two first orders the later one is none any more. Raises Moved."""
    guest = FirstOrder.find_or_none(guest_id)
    if guest and guest.person_id:
        return
    guest_first, own_first = first_of(guest), first_of(FirstOrder.find_or_none(person_id))
    with transaction() as tx:
        tx.update(
            FirstOrder(guest_id),
            FirstOrder.person_id.set(person_id),
            when=FirstOrder.person_id.does_not_exist() & _is_still(guest_first),
            otherwise=Moved(),
        )
        if guest_first and (own_first is None or guest_first < own_first):
            tx.update(
                FirstOrder(person_id),
                FirstOrder.first_at.set(guest_first.paid_at),
                FirstOrder.order_id.set(guest_first.order_id),
                when=_is_still(own_first),
                otherwise=Moved(),
            )
        else:
            tx.check(FirstOrder(person_id), when=_is_still(own_first), otherwise=Moved())
        if guest_first and own_first:
            day = max(guest_first, own_first).day
            news = DayNews(new_buyers=[NewBuyer(day, person_id, -1)])
            tx.overwrite(SalePage(f"{day:%Y-%m}", f"{day}#first#{guest_id}", content=packed(news)))


def _is_still(first: FirstSale | None) -> Condition:
    same: Condition = (
        FirstOrder.order_id == first.order_id if first else FirstOrder.order_id.does_not_exist()
    )
    return same
