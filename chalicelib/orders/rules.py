"""What may be ordered, what it comes to, and how an order moves on: all that needs asking no one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.errors import FairError, Invalid, Problems
from chalicelib.money import MOST_FEN, yuan
from chalicelib.text import phone_typed, wording_of

MOST_LINES = 30
MOST_OF_ONE = 999
HELD_MINUTES = 30
TAP_HOURS = 24
MOST_PARCELS = 20  # of one seller in one order
CURRENCY = "CNY"
SLOTS = "slots"  # the kind of stock of a drop

HELD, CONFIRMED, PACKED, SHIPPED, DELIVERED = "held", "confirmed", "packed", "shipped", "delivered"
SETTLED, EXPIRED, CANCELLED = "settled", "expired", "cancelled"
PROGRESS = (HELD, CONFIRMED, PACKED, SHIPPED, DELIVERED, SETTLED)
BEFORE_DISPATCH = (HELD, CONFIRMED, PACKED)

BANK, CASH, PICKUP, SANDBOX, STRIPE = "bank", "cod", "pickup", "sandbox", "stripe"
PAID_LATER = (CASH, PICKUP)  # confirmed at once, and paid when the goods change hands
BANK_DAYS, BANK_DAYS_WHEN_SCARCE = 3, 1
SCARCE = 10  # fewer units that are left for others

LONGEST = {"name": 40, "phone": 30, "region": 60, "street": 120}
MISSING = {
    "name": "name-missing",
    "phone": "phone-missing",
    "region": "region-missing",
    "street": "street-missing",
}
LONGEST_CARRIER = 30
_FORM_KEY = r"[A-Za-z0-9-]{1,40}"
_PHONE = r"(?:\+86|\+)?([0-9]{6,15})(?:转[0-9]+)?"
_TRACKING = r"[A-Za-z0-9-]{4,40}"
_MAINLAND_DIGITS = 11


class Terms(Protocol):
    """On what terms a SKU sells now."""

    @property
    def title(self) -> str: ...
    @property
    def price_fen(self) -> int: ...
    @property
    def left(self) -> int: ...
    @property
    def on_sale(self) -> bool: ...
    @property
    def cap(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def waiting(self) -> int: ...
    @property
    def kept_for(self) -> str: ...
    @property
    def had(self) -> int: ...


@dataclass(frozen=True, slots=True)
class WantedLine:
    """So many of a SKU at the price that the buyer saw, and the pin and moment of the tap if there was one."""

    sku_id: str
    quantity: int
    price_fen: int
    session_id: str = ""
    pin_id: str = ""
    tapped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """Where a parcel goes, as the buyer typed it."""

    name: str
    phone: str
    region: str
    street: str


@dataclass(frozen=True, slots=True)
class PickupSpot:
    """Where a buyer fetches the goods themselves: nothing is shipped, so there is no shipping fee."""

    point_id: str
    name: str
    address: str
    hours: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer sends from the checkout. `lines` is bought at once, whatever lies in the basket; if nothing is, it
    is the basket, and `version` that which the page showed. `total_fen` is the total that it showed, if it did;
    `grants` are the roles of a signed-in buyer, `also` the guests that they were; `spot` is the pick-up point, if they
    fetch the goods; `network` is the address from which a guest asks, None for who is signed in."""

    form_key: str
    to: TypedAddress
    method: str
    lines: Sequence[WantedLine] = ()
    version: int = 0
    total_fen: int | None = None
    grants: Sequence[str] = ()
    spot: PickupSpot | None = None
    also: Sequence[str] = ()
    network: str | None = None


def merged(lines: Iterable[WantedLine]) -> list[WantedLine]:
    """Equal SKUs as one line: quantities add up, price and pin are those of the last tap."""
    by_sku: dict[str, WantedLine] = {}
    for line in lines:
        before = by_sku.get(line.sku_id)
        so_far = before.quantity if before else 0
        tapped = line if line.session_id or not before else before
        by_sku[line.sku_id] = WantedLine(
            line.sku_id,
            so_far + line.quantity,
            line.price_fen,
            tapped.session_id,
            tapped.pin_id,
            tapped.tapped_at,
        )
    return list(by_sku.values())


def check_order(form_key: str, lines: Sequence[WantedLine], to: TypedAddress) -> None:
    """Raises Invalid for what no basket of ours could hold, and for an address that no courier would find."""
    problems = Problems()
    if not isinstance(form_key, str) or not re.fullmatch(_FORM_KEY, form_key):
        problems.note("form", "form-is-old")
    elif not lines:
        problems.note("form", "basket-empty")
    elif len(lines) > MOST_LINES:
        problems.note("form", "too-many-lines", most=MOST_LINES)
    elif not all(_is_count(line.quantity) and _is_price(line.price_fen) for line in lines):
        problems.note("quantity", "number-out-of-bounds", least=1, most=MOST_OF_ONE)
    with problems.gathered():
        check_address(to)
    problems.refuse()


def check_address(to: TypedAddress) -> None:
    """Raises Invalid for each field that a courier could not go by."""
    problems = Problems()
    for name, most in LONGEST.items():
        text = getattr(to, name)
        if not text.strip():
            problems.note(name, MISSING[name])
        elif len(text) > most:
            problems.note(name, "text-too-long", most=most)
    if "phone" not in problems and not is_phone(to.phone):
        problems.note("phone", "not-a-phone")
    problems.refuse()


def is_phone(text: str) -> bool:
    """A number that a courier can dial; one that begins like a mainland mobile has its 11 digits."""
    number = re.fullmatch(_PHONE, phone_typed(text))
    if number is None:
        return False
    return not number[1].startswith("1") or len(number[1]) == _MAINLAND_DIGITS


def is_tracking(text: str) -> bool:
    return bool(text.isascii() and re.fullmatch(_TRACKING, text))


def trouble_of(line: WantedLine, terms: Terms | None) -> FairError | None:
    """Why a line cannot be bought as the buyer saw it, or None."""
    if terms is None:
        return FairError("not-on-sale", goods=line.sku_id)
    if not terms.on_sale:
        return FairError("not-on-sale", goods=wording_of(terms, "title"))
    if trouble := _too_many(line, terms):
        return trouble
    if terms.price_fen != line.price_fen:
        was, now = yuan(line.price_fen), yuan(terms.price_fen)
        return FairError("new-price", goods=wording_of(terms, "title"), was=was, now=now)
    return None


def _too_many(line: WantedLine, terms: Terms) -> FairError | None:
    if terms.left <= 0:
        return FairError(
            "line-is-waiting" if terms.waiting else "sold-out", goods=wording_of(terms, "title")
        )
    if line.quantity > 1 and (terms.kind == SLOTS or terms.kept_for):
        return FairError("one-at-a-time", goods=wording_of(terms, "title"))
    if terms.cap and line.quantity > terms.cap - terms.had:
        return FairError("at-most-each", goods=wording_of(terms, "title"), most=terms.cap)
    if terms.left < line.quantity:
        return FairError("only-left", goods=wording_of(terms, "title"), left=terms.left)
    return None


def total_of(goods_fen: int, shipping_fen: int) -> int:
    """What the buyer pays. Raises Invalid beyond what one charge may be."""
    total_fen = goods_fen + shipping_fen
    if total_fen > MOST_FEN:
        raise Invalid({"form": FairError("order-too-large", most=yuan(MOST_FEN))})
    return total_fen


def slowest(states: Sequence[str]) -> str:
    """The state of an order is that of its slowest sub-order; one that nobody took holds up nobody."""
    moving = [state for state in states if state != CANCELLED]
    return min(moving, key=PROGRESS.index, default=CANCELLED)


def is_internal(
    grants: Iterable[str], producer_ids: Iterable[str], county_ids: Iterable[str]
) -> bool:
    """Whether a line's buyer is staff of the platform, its seller or producer, or an office of its origin or live."""
    own = {f"producer:{producer_id}" for producer_id in producer_ids}
    own |= {f"{role}:{county_id}" for role in ("official", "host") for county_id in county_ids}
    staff = ("manager:", "governance:", "administrator:")
    return any(grant in own or grant.startswith(staff) for grant in grants)


def hold_ends(placed_at: datetime, method: str = SANDBOX, *, is_scarce: bool = False) -> datetime:
    """Half an hour; a bank transfer takes days, and has one where few units are left for others."""
    days = timedelta(days=BANK_DAYS_WHEN_SCARCE if is_scarce else BANK_DAYS)
    return placed_at + (days if method == BANK else timedelta(minutes=HELD_MINUTES))


def hold_ends_after_change(
    placed_at: datetime, now: datetime, method: str, *, is_scarce: bool = False
) -> datetime:
    """A new way of paying has its own time from now on, but no hold is longer than the longest."""
    ends_at = hold_ends(now, method, is_scarce=is_scarce)
    return min(ends_at, hold_ends(placed_at, BANK, is_scarce=is_scarce))


def _is_count(value: object) -> bool:
    return type(value) is int and 1 <= value <= MOST_OF_ONE


def _is_price(value: object) -> bool:
    return type(value) is int and 1 <= value <= MOST_FEN
