"""What goods may be called and cost, and the states of a listing."""

from datetime import datetime
from typing import NamedTuple

from chalicelib.catalogue.categories import MONTHS, crafts, is_part
from chalicelib.errors import Problems
from chalicelib.money import MOST_FEN

LONGEST_TITLE, LONGEST_TITLE_EN = 60, 120
LONGEST_DESCRIPTION, LONGEST_DESCRIPTION_EN = 1_000, 2_000
LONGEST_REASON = 300
LONGEST_FORM_KEY = 100
MOST_HELD = 1_000  # inner units of one unit: a box of so many
MOST_WEIGHT_G = 1_000_000
GRAMS_OF_A_JIN = 500
MOVED_ON = "listing-moved-on"
MATERIAL_RISE = 1.3  # a price that rises by more is a material change

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
UNITS = (
    "piece",
    "jin",
    "liang",
    "kg",
    "case",
    "box",
    "bag",
    "bottle",
    "jar",
    "bundle",
    "pair",
    "set",
)
GRAMS = {"liang": 50, "jin": GRAMS_OF_A_JIN, "kg": 1_000}
INNER_UNITS = ("jin", "liang", "kg", "piece")

DRAFT, SUBMITTED, RECOMMENDED = "draft", "submitted", "recommended"
PUBLIC, REJECTED, REMOVED = "public", "rejected", "removed"
PAUSED, ARCHIVED = "paused", "archived"
STATES = (DRAFT, SUBMITTED, RECOMMENDED, PUBLIC, PAUSED, REJECTED, REMOVED, ARCHIVED)
EDITABLE = (DRAFT, SUBMITTED, RECOMMENDED, REJECTED)
REVIEWED = (PUBLIC, PAUSED)  # what people have approved; a change of it is reviewed beside it
PUT_AWAY = (DRAFT, REJECTED, PAUSED)  # what may go into the archive
REJECTABLE = (SUBMITTED, RECOMMENDED)


class Goods(NamedTuple):
    """What a producer says about the goods. The price is for one `unit`, which may hold so many of `holds_unit`:
    a box of five jin. `weight_g` is that of one unit as it is shipped; 0 where the unit tells it. What is said in
    English too stands in `…_en`, and "" where it is not. The season goes from one month (1 to 12) to another, both
    included; 0 where there is none. The names are those of `Listing`."""

    title: str
    price_fen: int
    category: str = "other"
    unit: str = "piece"
    description: str = ""
    holds: int = 0
    holds_unit: str = ""
    weight_g: int = 0
    title_en: str = ""
    description_en: str = ""
    subcategory: str = ""
    craft: str = ""
    season_from: int = 0
    season_to: int = 0


class NewListing(NamedTuple):
    """What comes with goods that somebody offers. `photo_id` is a photo of the producer's that may still be on its way
    or refused: the listing then waits for another. `photo_ref` is a picture that needs no checking. Goods come from
    the producer's own county unless `county_id` names another."""

    form_key: str
    by: str
    photo_id: str = ""
    photo_ref: str = ""
    county_id: str = ""
    is_draft: bool = False


def check_goods(goods: Goods) -> None:
    """Raises Invalid for each field of the form that is wrong."""
    problems = Problems()
    if not goods.title.strip():
        problems.note("title", "field-missing")
    elif len(goods.title) > LONGEST_TITLE:
        problems.note("title", "text-too-long", most=LONGEST_TITLE)
    if len(goods.title_en) > LONGEST_TITLE_EN:
        problems.note("title_en", "text-too-long", most=LONGEST_TITLE_EN)
    if not 1 <= goods.price_fen <= MOST_FEN:
        problems.note("price", "not-an-amount")
    if goods.unit not in UNITS:
        problems.note("unit", "choose-one")
    if len(goods.description) > LONGEST_DESCRIPTION:
        problems.note("description", "text-too-long", most=LONGEST_DESCRIPTION)
    if len(goods.description_en) > LONGEST_DESCRIPTION_EN:
        problems.note("description_en", "text-too-long", most=LONGEST_DESCRIPTION_EN)
    with problems.gathered():
        _check_kind(goods)
    with problems.gathered():
        _check_size(goods)
    problems.refuse()


def net_grams(unit: str, holds: int, holds_unit: str) -> int:
    """What the goods of one unit weigh, as far as the unit tells; 0 when it does not."""
    return GRAMS.get(unit, 0) or holds * GRAMS.get(holds_unit, 0)


def shipped_grams(goods: Goods) -> int:
    """What one unit weighs on its way: as the seller weighed it, else as its unit tells."""
    return goods.weight_g or net_grams(goods.unit, goods.holds, goods.holds_unit)


def fen_a_jin(price_fen: int, grams: int) -> int:
    """The price of 500 g of goods of which `grams` cost `price_fen`, to the nearest fen."""
    assert grams > 0
    return (2 * price_fen * GRAMS_OF_A_JIN + grams) // (2 * grams)


def _check_kind(goods: Goods) -> None:
    problems = Problems()
    is_of_it = not goods.subcategory or is_part(goods.subcategory, goods.category)
    if goods.category not in CATEGORIES or not is_of_it:
        problems.note("category", "choose-one")
    if goods.craft and goods.craft not in crafts():
        problems.note("craft", "choose-one")
    if bool(goods.season_from) != bool(goods.season_to):
        problems.note("season_to" if goods.season_from else "season_from", "season-half-said")
    elif goods.season_from and not {goods.season_from, goods.season_to} <= set(MONTHS):
        problems.note("season_from", "choose-one")
    problems.refuse()


def _check_size(goods: Goods) -> None:
    problems = Problems()
    if goods.holds and goods.unit in GRAMS:
        problems.note("holds", "weight-holds-nothing")
    elif not 0 <= goods.holds <= MOST_HELD:
        problems.note("holds", "number-out-of-bounds", least=1, most=MOST_HELD)
    if goods.holds and goods.holds_unit not in INNER_UNITS:
        problems.note("holds_unit", "choose-one")
    if not 0 <= goods.weight_g <= MOST_WEIGHT_G:
        problems.note("weight", "number-out-of-bounds", least=1, most=MOST_WEIGHT_G)
    problems.refuse()


def is_steep(reviewed_fen: int, price_fen: int) -> bool:
    """Whether a price is so much higher than the one that a person saw last that a person looks at it again: many
    small steps are one large one."""
    return price_fen > reviewed_fen * MATERIAL_RISE


def state_since(state: str, moment: datetime) -> str:
    """The key that orders listings by state and then by when that state began."""
    assert state in STATES
    return f"{state}#{moment:%Y%m%dT%H%M%S.%f}"


def sku_of(listing_id: str) -> str:
    """The SKU of a listing: each has one."""
    return f"{listing_id}-1"
