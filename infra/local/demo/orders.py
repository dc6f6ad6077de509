"""The orders of the demo fair: what buyers took from each live, to the fen what the live sold."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.catalogue import Listing
from chalicelib.live import Pin
from chalicelib.money import split_fen
from infra.local.demo.counties import LIVE_MINUTES, SEED
from infra.local.demo.stalls import Stall

ONE_OF_MANY_COMES_AGAIN = 0.13
CANCELLED, REFUNDED = 0.042, 0.05
TWO_LINES = 0.24
QUANTITIES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
FEW_LEFT = 4  # when so many of the cheapest good are all that is still to be sold, the live ends at a live price
PARTS_REFUNDED = (100, 100, 50, 30)  # per cent of a line's value

Facts = dict[str, Any]


@dataclass
class Crowd:
    """The buyers so far; some come again."""

    dice: random.Random
    buyers: list[str] = field(default_factory=list)

    def next_buyer(self) -> str:
        if self.buyers and self.dice.random() < ONE_OF_MANY_COMES_AGAIN:
            return self.dice.choice(self.buyers)
        self.buyers.append(f"g{self.dice.getrandbits(96):024x}")
        return self.buyers[-1]


@dataclass(frozen=True, slots=True)
class Taken:
    """So many of a listing at a price."""

    listing: Listing
    quantity: int
    price_fen: int

    @property
    def value_fen(self) -> int:
        return self.quantity * self.price_fen


def orders(stalls: Sequence[Stall]) -> Iterator[Facts]:
    """All orders, live after live, as plain facts by the names of the model `Order`; the same every time."""
    dice = random.Random(SEED)  # noqa: S311 - it must repeat itself
    crowd = Crowd(dice)
    for stall in stalls:
        yield from _orders_of(stall, crowd, dice)


def _orders_of(stall: Stall, crowd: Crowd, dice: random.Random) -> Iterator[Facts]:
    baskets = list(_baskets(stall, dice))
    assert sum(line.value_fen for basket in baskets for line in basket) == stall.evening.gmv_fen
    for basket in baskets:
        placed_at = _moment(stall, basket, dice)
        order = _order(stall, basket, crowd.next_buyer(), placed_at, f"{dice.getrandbits(64):016x}")
        _meet_its_fate(order, dice)
        yield order


def _baskets(stall: Stall, dice: random.Random) -> Iterator[list[Taken]]:
    """Baskets at the listed prices, and at the end a few at a live price, so that the sum is right to the fen."""
    listings = stall.listings
    cheapest = min(listings, key=lambda listing: listing.price_fen)
    lowest_fen = int(cheapest.price_fen)
    left = stall.evening.gmv_fen
    while left > FEW_LEFT * lowest_fen:
        count = min(2 if dice.random() < TWO_LINES else 1, len(listings))
        basket = [
            Taken(listing, dice.choice(QUANTITIES), int(listing.price_fen))
            for listing in dice.sample(listings, count)
        ]
        if left - sum(line.value_fen for line in basket) < lowest_fen:
            basket = [Taken(cheapest, 1, lowest_fen)]
        left -= sum(line.value_fen for line in basket)
        yield basket
    count = -(-left // lowest_fen)
    for price_fen in split_fen(left, [1] * count):
        yield [Taken(cheapest, 1, price_fen)]


def _moment(stall: Stall, basket: Sequence[Taken], dice: random.Random) -> datetime:
    """After all of it was pinned, and before the live ended."""
    since = max(_pin_of(stall, line.listing).since for line in basket)
    end = stall.evening.starts_at + timedelta(minutes=LIVE_MINUTES)
    seconds = (end - since).total_seconds()
    return since + timedelta(milliseconds=int(1000 * seconds * dice.random() ** 1.6))


def _pin_of(stall: Stall, listing: Listing) -> Pin:
    return next(pin for pin in stall.pins if pin.listing_id == listing.listing_id)


def _order(
    stall: Stall, basket: Sequence[Taken], buyer_id: str, placed_at: datetime, key: str
) -> Facts:
    goods_fen = sum(line.value_fen for line in basket)
    sellers = dict.fromkeys(line.listing.seller_id for line in basket)
    return {
        "buyer_id": buyer_id,
        "order_key": key,
        "state": "settled",
        "placed_at": placed_at,
        "paid_at": placed_at + timedelta(seconds=20 + int(key[:2], 16)),
        "packed_at": placed_at + timedelta(hours=20),
        "shipped_at": placed_at + timedelta(hours=26),
        "delivered_at": placed_at + timedelta(days=4),
        "goods_fen": goods_fen,
        "shipping_fen": 0,
        "total_fen": goods_fen,
        "currency": "CNY",
        "payment_method": "sandbox",
        "payment_id": f"demo-{key}",
        "demo": True,
        "version": 0,
        "lines": [_line(stall, line) for line in basket],
        "sub_orders": [
            {"seller_id": seller_id, "shipping_fen": 0, "state": "settled"} for seller_id in sellers
        ],
    }


def _line(stall: Stall, line: Taken) -> Facts:
    listing = line.listing
    return {
        "sku_id": listing.sku_id,
        "listing_id": listing.listing_id,
        "title": listing.title,
        "unit": listing.unit,
        "photo_ref": listing.photo_ref,
        "quantity": line.quantity,
        "price_fen": line.price_fen,
        "value_fen": line.value_fen,
        "seller_id": listing.seller_id,
        "producer_id": listing.producer_id,
        "county_id": listing.county_id,
        "seller_county_id": listing.seller_county_id,
        "category": listing.category,
        "session_id": stall.session.session_id,
        "host_ids": list(stall.session.host_ids),
        "pin_id": _pin_of(stall, listing).pin_id,
        "credit": "direct",
        "screening": "public",
    }


def _meet_its_fate(order: Facts, dice: random.Random) -> None:
    """A few are cancelled before dispatch, a few refunded after delivery; all of them were paid."""
    chance = dice.random()
    if chance < CANCELLED:
        _cancel(order)
    elif chance < CANCELLED + REFUNDED:
        _refund(order, dice.choice(PARTS_REFUNDED))


def _cancel(order: Facts) -> None:
    for step in ("packed_at", "shipped_at", "delivered_at"):
        del order[step]
    cancelled_at = order["placed_at"] + timedelta(hours=3)
    order |= {
        "state": "cancelled",
        "cancelled_at": cancelled_at,
        "refunded_fen": order["total_fen"],
    }
    for line in order["lines"]:
        line["cancelled_fen"] = line["value_fen"]
    for sub_order in order["sub_orders"]:
        sub_order["state"] = "cancelled"


def _refund(order: Facts, per_cent: int) -> None:
    line = order["lines"][0]
    line["refunded_fen"] = order["refunded_fen"] = line["value_fen"] * per_cent // 100


def first_orders(orders: Iterable[Facts]) -> Iterable[Facts]:
    """Each buyer's first order, from orders in the order of payment."""
    first: dict[str, Facts] = {}
    for order in orders:
        first.setdefault(order["buyer_id"], order)
    return first.values()
