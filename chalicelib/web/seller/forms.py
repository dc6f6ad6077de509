"""What the pages of a shop share: whose it is, its forms, and where a photo goes from them."""

from collections.abc import Mapping
from typing import Any

from chalicelib.catalogue import (
    CATEGORIES,
    GRAMS,
    INNER_UNITS,
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    MOST_HELD,
    MOST_WEIGHT_G,
    UNITS,
    Goods,
    Listing,
)
from chalicelib.errors import FairError, Invalid, NotFound
from chalicelib.media import Photo, Upload, get_photo
from chalicelib.money import yuan
from chalicelib.stock import MOST_IN_STOCK
from chalicelib.web.page.forms import choice, money, text, whole_number
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.photo_upload import upload_for

MOST_AT_ONCE = 10_000
WAYS = {"add": 1, "take": -1}
MISSING = {
    "title": FairError("title-missing"),
    "price": FairError("price-missing"),
    "quantity": FairError("quantity-missing"),
    "units": FairError("quantity-missing"),
}


def read_offer(form: Mapping[str, str]) -> tuple[Goods, int, str]:
    """Goods, how many, and the id of their photo. Raises Invalid."""
    problems: dict[str, FairError] = {}
    photo_id = form.get("photo", "")
    if not photo_id:
        problems["photo"] = FairError("photo-missing")
    goods = _goods(form, problems)
    quantity = whole_number(form, "quantity", 1, MOST_AT_ONCE, problems)
    _refuse(problems)
    return goods, quantity, photo_id


def read_goods(form: Mapping[str, str]) -> Goods:
    """Raises Invalid."""
    problems: dict[str, FairError] = {}
    goods = _goods(form, problems)
    _refuse(problems)
    return goods


def read_delta(form: Mapping[str, str]) -> int:
    """How many units come or, negative, go. Raises Invalid."""
    problems: dict[str, FairError] = {}
    way = choice(form, "way", WAYS, problems)
    units = whole_number(form, "units", 1, MOST_AT_ONCE, problems)
    _refuse(problems)
    return WAYS[way] * units


def as_typed(listing: Listing) -> dict[str, str]:
    """What a producer would type to get these goods."""
    return {
        "title": listing.title,
        "price": yuan(int(listing.price_fen)).replace(",", ""),
        "unit": listing.unit,
        "category": listing.category,
        "description": listing.description,
        "holds": str(int(listing.holds)) if listing.holds else "",
        "holds_unit": listing.holds_unit or INNER_UNITS[0],
        "weight": str(int(listing.weight_g)) if listing.weight_g else "",
    }


def photo_of(photo_id: str) -> Photo | None:
    """The photo that a page speaks of; one that is not this shop's is none."""
    try:
        return get_photo(photo_id, own_producer_id()) if photo_id else None
    except NotFound:
        return None


def upload_to(path: str, listing_id: str = "") -> Upload:
    """A form that sends a photo and comes back to `path`, in which `{photo_id}` becomes its id."""
    return upload_for(own_producer_id(), path, listing_id)


def _refuse(problems: dict[str, FairError]) -> None:
    """Raises Invalid with what is wrong; what is missing is called by its name, since a summary lists it."""
    for name, problem in problems.items():
        if problem.message_id == "field-missing":
            problems[name] = MISSING[name]
    if problems:
        raise Invalid(problems)


def _goods(form: Mapping[str, str], problems: dict[str, FairError]) -> Goods:
    return Goods(
        title=text(form, "title", 1, LONGEST_TITLE, problems),
        price_fen=money(form, "price", problems),
        unit=choice(form, "unit", UNITS, problems),
        category=choice(form, "category", CATEGORIES, problems),
        description=text(form, "description", 0, LONGEST_DESCRIPTION, problems, lines=True),
        **_size(form, problems),
    )


def _size(form: Mapping[str, str], problems: dict[str, FairError]) -> dict[str, Any]:
    """What one unit holds and weighs, where the producer says it."""
    size: dict[str, Any] = {}
    if form.get("holds", "").strip():
        size["holds"] = whole_number(form, "holds", 1, MOST_HELD, problems)
        size["holds_unit"] = choice(form, "holds_unit", INNER_UNITS, problems)
        if form.get("unit") in GRAMS and "holds" not in problems:
            problems["holds"] = FairError("weight-holds-nothing")
    if form.get("weight", "").strip():
        size["weight_g"] = whole_number(form, "weight", 1, MOST_WEIGHT_G, problems)
    return size


assert MOST_AT_ONCE <= MOST_IN_STOCK
