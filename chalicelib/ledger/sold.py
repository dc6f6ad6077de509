"""Orders as the stream and the table hold them, read as what the ledger needs to know."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.orders import order_id_of
from chalicelib.store import plain

Image = Mapping[str, Any]
COUNTED_FIELDS = (
    "buyer_id",
    "order_key",
    "claim",
    "demo",
    "paid_at",
    "payment_method",
    "total_fen",
    "currency",
    "lines",
    "sub_orders",
    "refunds",
)
_TIME = "%Y-%m-%dT%H:%M:%S.%f%z"


@dataclass(frozen=True, slots=True)
class SoldLine:
    seller_id: str
    value_fen: int
    fee_fen: int = 0
    commissions: tuple[tuple[str, int], ...] = ()  # fen by creator


@dataclass(frozen=True, slots=True)
class SoldSubOrder:
    """One seller's part. `settled_refunds` is how many refunds the order had when the part was settled."""

    seller_id: str
    shipping_fen: int
    settled_at: datetime | None = None
    settled_refunds: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRefund:
    """A refund: fen by the number of the line, and fen of shipping by seller."""

    refund_id: str
    at: datetime
    lines: tuple[tuple[int, int], ...] = ()
    shipping: tuple[tuple[str, int], ...] = ()
    sent_at: datetime | None = None
    from_bank: bool = False

    @property
    def fen(self) -> int:
        return sum(fen for _, fen in (*self.lines, *self.shipping))


@dataclass(frozen=True, slots=True)
class SoldOrder:
    """A paid order: what was sold, what went back, what is settled."""

    order_id: str
    method: str
    paid_at: datetime
    total_fen: int
    currency: str
    lines: tuple[SoldLine, ...]
    parts: tuple[SoldSubOrder, ...]
    refunds: tuple[OrderRefund, ...] = ()


def sold_of(image: Image | None) -> SoldOrder | None:
    """The sale that an order's image (in DynamoDB's JSON) tells of. None before it is paid, and for orders of the
    demonstration data: no money ever moved for those."""
    if not image or "S" not in image.get("paid_at", {}):
        return None
    order = {name: plain(image[name]) for name in COUNTED_FIELDS if name in image}
    if order.get("demo"):
        return None
    refused = {
        part["seller_id"]
        for part in order["sub_orders"]
        if part.get("refused_at") or part.get("never_paid")
    }
    lines = tuple(_line(line, refused) for line in order["lines"])
    parts = tuple(_part(part, refused) for part in order["sub_orders"])
    return SoldOrder(
        order_id=order_id_of(order["buyer_id"], order["order_key"], order.get("claim") or 0),
        method=order["payment_method"],
        paid_at=_moment(order["paid_at"]),
        total_fen=_came_in(order["total_fen"], lines, parts) if refused else order["total_fen"],
        currency=order["currency"],
        lines=lines,
        parts=parts,
        refunds=tuple(_refund(refund) for refund in order.get("refunds") or ()),
    )


def _came_in(total_fen: int, lines: Iterable[SoldLine], parts: Iterable[SoldSubOrder]) -> int:
    """What the courier brought for an order of which the buyer did not take some parcels."""
    came_fen = sum(line.value_fen for line in lines) + sum(part.shipping_fen for part in parts)
    assert came_fen <= total_fen
    return came_fen


def _line(line: Mapping[str, Any], refused: Collection[str]) -> SoldLine:
    """A line of a parcel that the buyer did not take brought nothing."""
    if line["seller_id"] in refused:
        return SoldLine(line["seller_id"], 0)
    return SoldLine(
        seller_id=line["seller_id"],
        value_fen=line["value_fen"],
        fee_fen=line.get("fee_fen") or 0,
        commissions=tuple(_commissions(line)),
    )


def _commissions(line: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Lines of the time when one creator earned it all say so in fields of their own."""
    if line.get("creator_id"):
        yield line["creator_id"], line.get("commission_fen") or 0
    for share in line.get("commissions") or ():
        yield share["person_id"], share["fen"]


def _part(part: Mapping[str, Any], refused: Collection[str]) -> SoldSubOrder:
    settled_at = part.get("settled_at")
    return SoldSubOrder(
        seller_id=part["seller_id"],
        shipping_fen=0 if part["seller_id"] in refused else part["shipping_fen"],
        settled_at=_moment(settled_at) if settled_at else None,
        settled_refunds=part.get("settled_refunds"),
    )


def _refund(refund: Mapping[str, Any]) -> OrderRefund:
    sent_at = refund.get("sent_at")
    return OrderRefund(
        refund_id=refund["refund_id"],
        at=_moment(refund["at"]),
        lines=tuple((part["line"], part["fen"]) for part in refund.get("lines") or ()),
        shipping=tuple((part["seller_id"], part["fen"]) for part in refund.get("shipping") or ()),
        sent_at=_moment(sent_at) if sent_at else None,
        from_bank=bool(refund.get("from_bank")),
    )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _TIME).astimezone(UTC)
