"""Orders as the stream tells of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.counties import county_by_code, designated_on
from chalicelib.impact import OrderChange, fold
from chalicelib.ledger import post_order
from chalicelib.orders import Line, Order, SubOrder

DAY = date(2020, 4, 30)
NOON = datetime(2020, 4, 30, 4, tzinfo=UTC)
LISTED = designated_on(DAY)[0].county_id
NEVER_LISTED = county_by_code("330523", DAY).county_id


def order(  # noqa: PLR0913 - facts of an order, each with its usual value
    buyer: str = "mei",
    key: str = "1",
    *values_fen: int,
    paid_at: datetime | None = NOON,
    county_id: str = LISTED,
    seller_county_id: str = "",
    session_id: str = "s1",
    host_ids: tuple[str, ...] = ("h1",),
    producer_id: str = "umbrellas",
    internal: bool = False,
) -> Order:
    """An order of one line for each value."""
    values = values_fen or (16_800,)
    belongs = {
        "seller_id": producer_id,
        "producer_id": producer_id,
        "county_id": county_id,
        "seller_county_id": seller_county_id or county_id,
        "session_id": session_id or None,
        "host_ids": list(host_ids) or None,
    }
    lines = [_line(at, fen, belongs) for at, fen in enumerate(values)]
    return Order(
        buyer_id=buyer,
        order_key=key,
        state="confirmed" if paid_at else "held",
        placed_at=NOON - timedelta(minutes=1),
        paid_at=paid_at,
        goods_fen=sum(values),
        shipping_fen=500,
        total_fen=sum(values) + 500,
        currency="CNY",
        payment_method="sandbox",
        internal=internal or None,
        lines=lines,
        sub_orders=[SubOrder(seller_id=producer_id, shipping_fen=500, state="confirmed")],
    )


def changed(order: Order, **amounts_fen: int) -> Order:
    """The same order after its first line was cancelled or refunded."""
    later = Order.from_raw_data(order.serialize())
    for name, fen in amounts_fen.items():
        setattr(later.lines[0], name, fen)
    return later


@dataclass
class Shard:
    """A shard of the orders' stream: numbers what happens, and delivers it as often as a test likes."""

    name: str = "shard-1"
    said: int = 0

    def news(self, *pairs: tuple[Order | None, Order | None]) -> list[OrderChange]:
        changes = []
        for old, new in pairs:
            self.said += 1
            changes.append(OrderChange(str(self.said), _image(old), _image(new)))
        return changes

    def deliver(self, *pairs: tuple[Order | None, Order | None]) -> list[OrderChange]:
        """The figures and the ledger hear of it."""
        changes = self.news(*pairs)
        fold(self.name, changes)
        for change in changes:
            post_order(change.old, change.new)
        return changes

    def paid(self, *orders: Order) -> list[OrderChange]:
        """Orders whose payment arrived: they are kept, and the stream tells of them."""
        for order in orders:
            order.save()
        return self.deliver(*((None, order) for order in orders))


def sell_to_twelve() -> None:
    """Twelve buyers of two counties' goods; one cancels, one gets something back."""
    shard = Shard()
    some = [order(f"mei{at}", f"key{at}", 10_000) for at in range(7)]
    others = [order(f"li{at}", f"key{at}", 500, 250, county_id=NEVER_LISTED) for at in range(5)]
    shard.paid(*some, *others)
    cancelled, refunded = (
        changed(some[0], cancelled_fen=10_000),
        changed(others[0], refunded_fen=99),
    )
    for record in (cancelled, refunded):
        record.save()
    shard.deliver((some[0], cancelled), (others[0], refunded))


def _image(order: Order | None) -> Any:
    return order.serialize() if order else None


def _line(at: int, fen: int, belongs: dict[str, Any]) -> Line:
    return Line(
        sku_id=f"sku{at}",
        listing_id=f"listing{at}",
        title="油纸伞",
        quantity=1,
        price_fen=fen,
        value_fen=fen,
        **belongs,
    )
