"""Baskets: what a buyer means to buy, kept with the price that they saw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import FairError, NotFound, Refused
from chalicelib.orders.models import Basket, BasketLine
from chalicelib.orders.parts import Address
from chalicelib.orders.rules import MOST_LINES, WantedLine, trouble_of
from chalicelib.producers import ShippingLoad, shipping_to
from chalicelib.stock import Offer, recent_offers, recent_terms
from chalicelib.store import Moved, change, step

FORGET_AFTER = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of a basket beside the terms of now; `trouble` says why it cannot be bought as it stands."""

    wanted: WantedLine
    offer: Offer | None
    trouble: FairError | None

    @property
    def value_fen(self) -> int:
        return self.wanted.quantity * self.wanted.price_fen

    @property
    def load(self) -> ShippingLoad:
        assert self.offer is not None
        weight_g = self.offer.weight_g * self.wanted.quantity
        return ShippingLoad(self.offer.seller_id, self.value_fen, weight_g)


@dataclass(frozen=True, slots=True)
class SeenBasket:
    """A basket as a page shows it; the sums are of the lines without trouble."""

    version: int
    lines: list[SeenLine]
    goods_fen: int
    shipping_fen: dict[str, int]
    address: Address | None
    payment_method: str
    province: str = ""
    asks_province: bool = False

    @property
    def total_fen(self) -> int:
        return self.goods_fen + sum(self.shipping_fen.values())

    @property
    def is_in_order(self) -> bool:
        return bool(self.lines) and not any(line.trouble for line in self.lines)


def put_in_basket(buyer_id: str, wanted: WantedLine, *, is_first: bool = False) -> None:
    """Put so many of a SKU into the basket, instead of what it held of that SKU: twice is no news. `is_first` says that
    the buyer has only just come and cannot have a basket yet, which saves a read.

    Raises NotFound for goods that do not exist, Refused("too-many-lines").
    """
    if wanted.sku_id not in recent_offers([wanted.sku_id]):
        raise NotFound("not-found")
    line = replace(wanted, tapped_at=clock.now())
    known = Basket(buyer_id) if is_first else None
    _edit(buyer_id, lambda lines: {**lines, wanted.sku_id: line}, known=known)


def change_quantity(buyer_id: str, sku_id: str, quantity: int) -> None:
    """Have so many of a SKU that lies in the basket. Raises NotFound when it does not."""
    _edit(buyer_id, lambda lines: {**lines, sku_id: replace(_in(lines, sku_id), quantity=quantity)})


def accept_price(buyer_id: str, sku_id: str, price_fen: int) -> None:
    """Say yes to a new price. Raises NotFound when the SKU does not lie in the basket."""
    _edit(
        buyer_id, lambda lines: {**lines, sku_id: replace(_in(lines, sku_id), price_fen=price_fen)}
    )


def take_out(buyer_id: str, *sku_ids: str, known: Basket | None = None, **about: object) -> None:
    """Take SKUs out of the basket; what is not in it is no news. `about` is remembered in the same write: values, or
    what makes them from the basket as it is. `known` is the basket as somebody has just read it, which saves a read."""
    _edit(
        buyer_id, lambda lines: {k: v for k, v in lines.items() if k not in sku_ids}, about, known
    )


def look_into_basket(buyer_id: str, region: str = "", also: Sequence[str] = ()) -> SeenBasket:
    """The basket beside the offers of now. One read, and half a unit for each SKU and seller.

    Shipping is to `region` if it is given, else to the address that is remembered.
    """
    basket = basket_of(buyer_id)
    offers = recent_terms(buyer_id, [line.sku_id for line in basket.lines], also)
    lines = [_seen(wanted_of(line), offers.get(line.sku_id)) for line in basket.lines]
    fine = [line for line in lines if line.offer and not line.trouble]
    known = basket.address.region if basket.address else ""
    shipping = shipping_to(region or known, [line.load for line in fine])
    return SeenBasket(
        version=int(basket.version),
        lines=lines,
        goods_fen=sum(line.value_fen for line in fine),
        shipping_fen=shipping.fees_fen,
        address=basket.address,
        payment_method=basket.payment_method or "",
        province=shipping.province,
        asks_province=shipping.asks_province,
    )


def basket_of(buyer_id: str) -> Basket:
    """What is kept of a buyer's basket; an empty one for a buyer who has none."""
    return (Basket.find_or_none(buyer_id) if buyer_id else None) or Basket(buyer_id)


def unmoved_basket(basket: Basket) -> Condition:
    """The basket is still as it was read."""
    version = int(basket.version)
    return Basket.version == version if version else Basket.version.does_not_exist()


def wanted_of(line: BasketLine) -> WantedLine:
    return WantedLine(
        sku_id=line.sku_id,
        quantity=int(line.quantity),
        price_fen=int(line.price_fen),
        session_id=line.session_id or "",
        pin_id=line.pin_id or "",
        tapped_at=line.added_at,
    )


Lines = dict[str, WantedLine]


def _edit(
    buyer_id: str,
    edit: Callable[[Lines], Lines],
    about: dict[str, object] | None = None,
    known: Basket | None = None,
) -> None:
    first = [known] if known else []
    step(lambda: _edited(first.pop() if first else basket_of(buyer_id), edit, about or {}))


def _edited(basket: Basket, edit: Callable[[Lines], Lines], about: dict[str, object]) -> None:
    about = {name: of(basket) if callable(of) else of for name, of in about.items()}
    before = {line.sku_id: wanted_of(line) for line in basket.lines}
    after = edit(before)
    if len(after) > max(MOST_LINES, len(before)):
        raise Refused("too-many-lines", most=MOST_LINES)
    if after == before and all(getattr(basket, name) == value for name, value in about.items()):
        return
    change(
        Basket(basket.buyer_id),
        Basket.version.set(int(basket.version) + 1),
        Basket.lines.set([line_of(line) for line in after.values()]),
        Basket.forget_after.set(clock.now() + FORGET_AFTER),
        *_remembered(about),
        when=unmoved_basket(basket),
        otherwise=Moved(),
    )


def _remembered(about: dict[str, object]) -> list[Action]:
    return [getattr(Basket, name).set(value) for name, value in about.items()]


def _in(lines: Lines, sku_id: str) -> WantedLine:
    if sku_id not in lines:
        raise NotFound("not-found")
    return lines[sku_id]


def line_of(wanted: WantedLine) -> BasketLine:
    return BasketLine(
        sku_id=wanted.sku_id,
        quantity=wanted.quantity,
        price_fen=wanted.price_fen,
        added_at=wanted.tapped_at,
        session_id=wanted.session_id or None,
        pin_id=wanted.pin_id or None,
    )


def _seen(wanted: WantedLine, offer: Offer | None) -> SeenLine:
    return SeenLine(wanted, offer, trouble_of(wanted, offer))
