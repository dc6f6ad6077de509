"""What counts: sales and their lines, the figures they add to, and the entries that tell of a change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import add, attrgetter, sub
from typing import NamedTuple, Self

from chalicelib import clock


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of an order, as it stands: paid, or sent and not taken. Amounts are merchandise in fen, shipping out."""

    number: int
    at: datetime  # when it was paid; a line that was refused at the door never was
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
    charged_back_fen: int = 0
    refused_fen: int = 0  # beside GMV, which is then 0
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """An order of which something was paid, or was not taken: what was paid belongs to the Shanghai day of its payment,
    whatever becomes of it later."""

    order_id: str
    paid_at: datetime | None
    lines: tuple[SaleLine, ...]
    taken_by: str = ""  # whose order it is, of a drop

    @property
    def buyer_id(self) -> str:
        return self.taken_by or self.order_id.partition(".")[0]

    @property
    def days(self) -> set[date]:
        return {clock.shanghai_day(line.at) for line in self.lines}


@dataclass(frozen=True, slots=True)
class Figures:
    """Counters that add up over days and over lines; amounts in fen."""

    gmv_fen: int = 0
    cancelled_fen: int = 0
    refunded_fen: int = 0
    charged_back_fen: int = 0
    refused_fen: int = 0
    designated_gmv_fen: int = 0
    ever_designated_gmv_fen: int = 0
    internal_fen: int = 0
    orders: int = 0
    lines: int = 0

    @property
    def net_gmv_fen(self) -> int:
        return self.gmv_fen - self.cancelled_fen - self.refunded_fen - self.charged_back_fen

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


FIGURE_NAMES = tuple(figure.name for figure in fields(Figures))
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
    at: datetime
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
    charged_back_fen: int = 0
    refused_fen: int = 0
    taken_by: str = ""

    @property
    def buyer_id(self) -> str:
        return self.taken_by or self.order_id.partition(".")[0]

    @property
    def net_gmv_fen(self) -> int:
        return self.gmv_fen - self.cancelled_fen - self.refunded_fen - self.charged_back_fen

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
DIMENSIONS = tuple(_SCOPES)
Cells = Mapping[Cell, Figures]


class JoinedGuest(NamedTuple):
    """That whoever bought on this day as a guest is a person by now, and one buyer with them."""

    day: date
    guest_id: str
    person_id: str


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
    joined: tuple[JoinedGuest, ...] = ()


@dataclass(frozen=True, slots=True)
class DayNews:
    """What there is to say of a day's sales: the entries of lines, who bought for the first time, and which guests are
    persons by now."""

    entries: list[SaleEntry] = field(default_factory=list)
    new_buyers: list[NewBuyer] = field(default_factory=list)
    joined: list[JoinedGuest] = field(default_factory=list)


def months(from_day: date, to_day: date) -> Iterator[str]:
    """The months that a period touches, as "2020-04"."""
    year, month = from_day.year, from_day.month
    while (year, month) <= (to_day.year, to_day.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - December
