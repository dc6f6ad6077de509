"""What goods may be called and cost, and which way a listing may go."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.errors import FairError, Invalid
from chalicelib.money import MOST_FEN

LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 1_000
LONGEST_REASON = 300
LONGEST_FORM_KEY = 100
MOST_IN_STOCK = 100_000

CATEGORIES = (
    "fruit-vegetables",
    "grain-oil",
    "tea",
    "meat-eggs",
    "dried",
    "honey-preserves",
    "textiles",
    "pottery",
    "bamboo-wood",
    "crafts",
    "other",
)
UNITS = ("piece", "jin", "kg", "box", "bag", "bottle", "jar", "bundle", "pair", "set")

DRAFT, SUBMITTED, RECOMMENDED = "draft", "submitted", "recommended"
PUBLIC, REJECTED, REMOVED = "public", "rejected", "removed"
STATES = (DRAFT, SUBMITTED, RECOMMENDED, PUBLIC, REJECTED, REMOVED)
EDITABLE = (DRAFT, SUBMITTED, RECOMMENDED, REJECTED)
REJECTABLE = (SUBMITTED, RECOMMENDED)
WAYS = {
    DRAFT: {DRAFT, SUBMITTED},
    SUBMITTED: {DRAFT, SUBMITTED, RECOMMENDED, REJECTED},
    RECOMMENDED: {DRAFT, SUBMITTED, PUBLIC, REJECTED},
    PUBLIC: {REMOVED},
    REJECTED: {DRAFT, SUBMITTED},
    REMOVED: set[str](),
}


@dataclass(frozen=True, slots=True)
class Goods:
    """What a producer says about the goods. The price is for one `unit`."""

    title: str
    price_fen: int
    category: str = "other"
    unit: str = "piece"
    description: str = ""


def problems_of(goods: Goods) -> dict[str, FairError]:
    """What is wrong with an offer, for each field of the form; empty when all is well."""
    problems: dict[str, FairError] = {}
    if not goods.title.strip():
        problems["title"] = FairError("field-missing")
    elif len(goods.title) > LONGEST_TITLE:
        problems["title"] = FairError("text-too-long", most=LONGEST_TITLE)
    if not 1 <= goods.price_fen <= MOST_FEN:
        problems["price"] = FairError("not-an-amount")
    if goods.category not in CATEGORIES:
        problems["category"] = FairError("choose-one")
    if goods.unit not in UNITS:
        problems["unit"] = FairError("choose-one")
    if len(goods.description) > LONGEST_DESCRIPTION:
        problems["description"] = FairError("text-too-long", most=LONGEST_DESCRIPTION)
    return problems


def check(goods: Goods) -> None:
    """Raises Invalid."""
    problems = problems_of(goods)
    if problems:
        raise Invalid(problems)


def may_go(state: str, to: str) -> bool:
    """Whether a listing in one state may go to another."""
    return to in WAYS[state]


def state_since(state: str, moment: datetime) -> str:
    """The key that orders listings by state and then by when that state began."""
    assert state in STATES
    return f"{state}#{moment:%Y%m%dT%H%M%S.%f}"


def sku_of(listing_id: str) -> str:
    """The SKU of a listing: each has one."""
    return f"{listing_id}-1"
