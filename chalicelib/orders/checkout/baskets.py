"""Baskets: what a buyer means to buy, kept with the price that they saw."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.orders.models import Basket, BasketLine
from chalicelib.orders.rules import MOST_LINES, MOST_OF_ONE, WantedLine, merged
from chalicelib.stock import recent_offers
from chalicelib.store import Moved, Transaction, change, step

FORGET_AFTER = timedelta(days=180)
DOUBLE_CLICK = timedelta(seconds=10)


def put_in_basket(
    buyer_id: str, line: WantedLine, *, form_key: str = "", is_first: bool = False
) -> None:
    """Put so many of a SKU into the basket, beside what it holds of that SKU; a double click on one form is no news.
    `is_first` says that the buyer has only just come and cannot have a basket yet, which saves a read.

    Raises NotFound for goods that do not exist, Invalid for "quantity", Refused("too-many-lines").
    """
    if line.sku_id not in recent_offers([line.sku_id]):
        raise NotFound("not-found")
    tapped = replace(line, tapped_at=clock.now())
    click = f"{form_key}-{line.quantity}" if form_key else ""
    _with_basket(
        buyer_id,
        lambda basket: None if _is_double(basket, click) else _add(basket, tapped, click),
        Basket(buyer_id) if is_first else None,
    )


def change_quantity(buyer_id: str, sku_id: str, quantity: int) -> None:
    """Have so many of a SKU that lies in the basket. Raises NotFound when it does not."""
    _edit(buyer_id, lambda lines: {**lines, sku_id: replace(_in(lines, sku_id), quantity=quantity)})


def accept_price(buyer_id: str, sku_id: str, price_fen: int) -> None:
    """Say yes to a new price. Raises NotFound when the SKU does not lie in the basket."""
    _edit(
        buyer_id, lambda lines: {**lines, sku_id: replace(_in(lines, sku_id), price_fen=price_fen)}
    )


def take_out(buyer_id: str, *sku_ids: str, basket: Basket | None = None, **about: object) -> None:
    """Take SKUs out of the basket; what is not in it is no news. `about` is remembered in the same write: values, or
    what makes them from the basket as it is. `basket` is it as somebody has just read it, which saves a read."""
    _edit(
        buyer_id, lambda lines: {k: v for k, v in lines.items() if k not in sku_ids}, about, basket
    )


def basket_of(buyer_id: str) -> Basket:
    """What is kept of a buyer's basket; an empty one for a buyer who has none."""
    return (Basket.find_or_none(buyer_id) if buyer_id else None) or Basket(buyer_id)


def empty_basket(tx: Transaction, basket: Basket, **about: object) -> None:
    """Add to an order's transaction that its basket is ordered, if it is still as it was read (else Moved)."""
    tx.update(
        Basket(basket.buyer_id),
        Basket.version.set(int(basket.version) + 1),
        Basket.ordered_version.set(int(basket.version)),
        Basket.lines.set([]),
        Basket.forget_after.set(clock.now() + FORGET_AFTER),
        *_remembered(about),
        when=unmoved_basket(basket),
        otherwise=Moved(),
    )


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
    basket: Basket | None = None,
) -> None:
    _with_basket(buyer_id, lambda basket: _edited(basket, edit, about or {}), basket)


def _with_basket(
    buyer_id: str, act: Callable[[Basket], None], basket: Basket | None = None
) -> None:
    first = [basket] if basket else []
    step(lambda: act(first.pop() if first else basket_of(buyer_id)))


def _is_double(basket: Basket, click: str) -> bool:
    if not click or basket.last_click != click or basket.clicked_at is None:
        return False
    return bool(clock.now() < basket.clicked_at + DOUBLE_CLICK)


def _add(basket: Basket, line: WantedLine, click: str) -> None:
    about = {"last_click": click, "clicked_at": clock.now()} if click else {}
    _edited(basket, lambda lines: {**lines, line.sku_id: _more(lines, line)}, about)


def _more(lines: Lines, line: WantedLine) -> WantedLine:
    before = lines.get(line.sku_id)
    (more,) = merged([before, line] if before else [line])
    if more.quantity > MOST_OF_ONE:
        raise Invalid({"quantity": FairError("number-out-of-bounds", least=1, most=MOST_OF_ONE)})
    return more


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


def line_of(line: WantedLine) -> BasketLine:
    return BasketLine(
        sku_id=line.sku_id,
        quantity=line.quantity,
        price_fen=line.price_fen,
        added_at=line.tapped_at,
        session_id=line.session_id or None,
        pin_id=line.pin_id or None,
    )
