"""Pick-up points: where buyers fetch what a producer or the producers of a county sell."""

from collections.abc import Iterable

from chalicelib import clock
from chalicelib.errors import NotFound, Problems
from chalicelib.orders import LONGEST, PickupSpot
from chalicelib.payments.cash.models import PickupPoint
from chalicelib.store import change, put_new

COUNTY, PRODUCER = "county", "producer"
LONGEST_OF_POINT = {"name": 30, "address": 90, "hours": 40}
MOST_POINTS = 50  # of one owner


def open_point(
    owner: str, key: str, *, name: str, address: str, hours: str, made_by: str
) -> PickupPoint:
    """Offer a pick-up point of a county ("county:<id>") or a producer ("producer:<id>"); the same form again is the
    same point. Raises Invalid."""
    _check(owner, name=name, address=address, hours=hours)
    there = PickupPoint.find_or_none(owner, key)
    return there or put_new(
        PickupPoint(owner, key, name=name, address=address, hours=hours, made_by=made_by)
    )


def close_point(point_id: str) -> None:
    """Offer a point no longer; what was ordered there is still handed over. Twice is no news. Raises NotFound."""
    owner, _, key = point_id.partition(".")
    change(
        PickupPoint(owner, key),
        PickupPoint.closed_at.set(clock.now()),
        when=PickupPoint.name.exists() & PickupPoint.closed_at.does_not_exist(),
        already=lambda there: there.closed_at is not None,
        otherwise=NotFound("not-found"),
    )


def points_of(owner: str) -> list[PickupPoint]:
    """All points of an owner, also those that are closed."""
    return list(PickupPoint.query(owner, limit=MOST_POINTS))


def points_for(sellers: Iterable[tuple[str, str]]) -> list[PickupPoint]:
    """Where a buyer can fetch everything at once. `sellers` are the seller and the seller's county of each line."""
    return [
        point
        for owner in sorted(_owners(sellers))
        for point in points_of(owner)
        if not point.closed_at
    ]


def spot_for(point_id: str, sellers: Iterable[tuple[str, str]]) -> PickupSpot:
    """A pick-up point as an order keeps it. Raises NotFound when it is closed or does not serve all of them."""
    point = get_point(point_id)
    if point.closed_at or point.owner not in _owners(sellers):
        raise NotFound("not-found")
    return PickupSpot(point.point_id, point.name, point.address, point.hours)


def get_point(point_id: str) -> PickupPoint:
    """A point, open or closed. Raises NotFound."""
    owner, _, key = point_id.partition(".")
    if not owner or not key:
        raise NotFound("not-found")
    return PickupPoint.find(owner, key)


def _owners(sellers: Iterable[tuple[str, str]]) -> set[str]:
    """Who serves all of these: their county if it is one, and the producer if it is one."""
    every = [
        {f"{PRODUCER}:{seller_id}", f"{COUNTY}:{county_id}"} for seller_id, county_id in sellers
    ]
    return set.intersection(*every) if every else set()


def _check(owner: str, **fields: str) -> None:
    problems = Problems()
    for name, most in LONGEST_OF_POINT.items():
        if not fields[name].strip():
            problems.note(name, f"point-{name}-missing")
        elif len(fields[name]) > most:
            problems.note(name, "text-too-long", most=most)
    assert most <= LONGEST["street"]
    if (
        not problems
        and len([point for point in points_of(owner) if not point.closed_at]) >= MOST_POINTS
    ):
        problems.note("form", "too-many-points", most=MOST_POINTS)
    problems.refuse()
