"""What counts: sales and their lines, the figures they add to, and the entries that tell of a change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import add, attrgetter, sub
from typing import NamedTuple, Self


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One paid line of an order, as it stands. Amounts are merchandise in fen, shipping out."""

    number: int
    title: str
    quantity: int
    county_id: str
    seller_county_id: str
    producer_id: str
    session_id: str
    host_ids: tuple[str, ...]
    is_designated: bool  # origin and registration, both on the list on the day of payment
    was_ever_designated: bool  # origin and registration, both on the list on some day
    gmv_fen: int
    cancelled_fen: int
    refunded_fen: int


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid order: it belongs to the Shanghai day on which it was paid, whatever becomes of it later."""

    order_id: str
    paid_at: datetime
    day: date
    is_internal: bool
    lines: tuple[SaleLine, ...]
    taken_by: str = ""  # whose order it is, of a drop

    @property
    def buyer_id(self) -> str:
        return self.taken_by or self.order_id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counters that add up over days and over lines; amounts in fen."""

    gmv_fen: int = 0
    cancelled_fen: int = 0
    refunded_fen: int = 0
    designated_gmv_fen: int = 0
    ever_designated_gmv_fen: int = 0
    internal_fen: int = 0
    orders: int = 0
    lines: int = 0

    @property
    def net_gmv_fen(self) -> int:
        return self.gmv_fen - self.cancelled_fen - self.refunded_fen

    @property
    def genuine_gmv_fen(self) -> int:
        """Net of what staff bought from their own fair."""
        return self.net_gmv_fen - self.internal_fen

    def __add__(self, other: Self) -> "Figures":
        return Figures(*map(add, _amounts(self), _amounts(other)))

    def __sub__(self, other: Self) -> "Figures":
        return Figures(*map(sub, _amounts(self), _amounts(other)))

    def __bool__(self) -> bool:
        return any(_amounts(self))


FIGURE_NAMES = tuple(field.name for field in fields(Figures))
_amounts = attrgetter(*FIGURE_NAMES)


class Cell(NamedTuple):
    """One box of a report: a dimension, a Shanghai day, and the one county, session, host or producer ("" is none)."""

    dimension: str
    day: date
    scope: str


@dataclass(frozen=True, slots=True)
class SaleEntry:
    """What one change did to one order line: its amounts are differences, and add up to the line as it stands."""

    order_id: str
    number: int
    paid_at: datetime
    day: date
    title: str
    quantity: int
    county_id: str
    seller_county_id: str
    producer_id: str
    session_id: str
    host_ids: tuple[str, ...]
    is_designated: bool
    was_ever_designated: bool
    is_internal: bool
    gmv_fen: int
    cancelled_fen: int
    refunded_fen: int
    taken_by: str = ""

    @property
    def buyer_id(self) -> str:
        return self.taken_by or self.order_id.partition(".")[0]

    @property
    def net_gmv_fen(self) -> int:
        return self.gmv_fen - self.cancelled_fen - self.refunded_fen

    def scopes(self, dimension: str) -> tuple[str, ...]:
        """Where the line belongs in a dimension; a host for each of the session's hosts."""
        return _SCOPES[dimension](self)


_SCOPES = {
    "total": lambda _: ("",),
    "county": lambda line: (line.county_id,),
    "producer": lambda line: (line.producer_id,),
    "session": lambda line: (line.session_id,),
    "host": lambda line: line.host_ids or ("",),
}
Cells = Mapping[Cell, Figures]


class NewBuyer(NamedTuple):
    """That a buyer's first paid order ever is of this day (+1), or after all is not (-1)."""

    day: date
    buyer_id: str
    sign: int


class FirstSale(NamedTuple):
    """A buyer's first paid order, as far as is known."""

    paid_at: datetime
    order_id: str
    day: date


@dataclass(frozen=True, slots=True)
class FoldStep:
    """The smallest part of a change that is folded at once: one line of one order."""

    number: int
    cells: Cells
    entries: tuple[SaleEntry, ...]
    new_buyers: tuple[NewBuyer, ...] = ()


def months(from_day: date, to_day: date) -> Iterator[str]:
    """The months that a period touches, as "2020-04"."""
    year, month = from_day.year, from_day.month
    while (year, month) <= (to_day.year, to_day.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - December
