"""What the pages of a shop share: its forms, and where a photo goes from them."""

from typing import Any

from chalicelib.catalogue import (
    GRAMS,
    INNER_UNITS,
    LONGEST_DESCRIPTION,
    LONGEST_DESCRIPTION_EN,
    LONGEST_TITLE,
    LONGEST_TITLE_EN,
    MONTHS,
    MOST_HELD,
    MOST_WEIGHT_G,
    UNITS,
    Goods,
    categories,
    category_and_part,
    crafts,
)
from chalicelib.errors import FairError
from chalicelib.media import QUARTERS, Photo, Upload
from chalicelib.money import yuan
from chalicelib.stock import MOST_IN_STOCK
from chalicelib.web.page.forms import Form
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.photo_upload import own_photo, upload_for

MOST_AT_ONCE = 10_000
FIELDS = (
    "title",
    "price",
    "unit",
    "category",
    "craft",
    "season_from",
    "season_to",
    "description",
    "holds",
    "weight",
    "title_en",
    "description_en",
)
WAYS = {"add": 1, "take": -1}
MISSING = {
    "title": FairError("title-missing"),
    "price": FairError("price-missing"),
    "quantity": FairError("quantity-missing"),
    "units": FairError("quantity-missing"),
}


def read_offer(form: Form) -> tuple[Goods, int, str]:
    """Goods, how many, and the id of their photo. Raises Invalid."""
    photo_id = form.get("photo", "")
    if not photo_id:
        form.problems.note("photo", "photo-missing")
    goods = _goods(form)
    quantity = form.whole_number("quantity", 1, MOST_AT_ONCE)
    form.check()
    return goods, quantity, photo_id


def read_goods(form: Form) -> Goods:
    """Raises Invalid."""
    goods = _goods(form)
    form.check()
    return goods


def read_delta(form: Form) -> int:
    """How many units come or, negative, go. Raises Invalid."""
    way = form.choice("way", WAYS)
    units = form.whole_number("units", 1, MOST_AT_ONCE)
    form.check()
    return WAYS[way] * units


def read_turned(form: Form) -> int:
    """By how many quarters to the right a photo shall be turned. Raises Invalid."""
    turned = form.whole_number("turned", 0, QUARTERS - 1)
    form.check()
    return turned


def as_typed(goods: Goods) -> dict[str, str]:
    """What a producer would type to get these goods."""
    return {
        "title": goods.title,
        "price": yuan(goods.price_fen).replace(",", ""),
        "unit": goods.unit,
        "category": goods.subcategory or goods.category,
        "craft": goods.craft,
        "season_from": str(goods.season_from or ""),
        "season_to": str(goods.season_to or ""),
        "description": goods.description,
        "title_en": goods.title_en,
        "description_en": goods.description_en,
        "holds": str(goods.holds) if goods.holds else "",
        "holds_unit": goods.holds_unit or INNER_UNITS[0],
        "weight": str(goods.weight_g) if goods.weight_g else "",
    }


def photo_of(photo_id: str) -> Photo | None:
    """The photo that a page speaks of, if it is this shop's."""
    return own_photo(own_producer_id(), photo_id) if photo_id else None


def upload_to(path: str, listing_id: str = "") -> Upload:
    """A form that sends a photo and comes back to `path`, in which `{photo_id}` becomes its id."""
    return upload_for(own_producer_id(), path, listing_id)


def _goods(form: Form) -> Goods:
    return Goods(
        title=form.text("title", 1, LONGEST_TITLE),
        price_fen=form.money("price"),
        unit=form.choice("unit", UNITS),
        description=form.text("description", 0, LONGEST_DESCRIPTION, lines=True),
        title_en=form.text("title_en", 0, LONGEST_TITLE_EN),
        description_en=form.text("description_en", 0, LONGEST_DESCRIPTION_EN, lines=True),
        **_kind(form),
        **_size(form),
    )


def _kind(form: Form) -> dict[str, Any]:
    """Category and, where the producer says them, craft and season."""
    category_id = form.choice("category", categories())
    category, part = category_and_part(category_id if category_id in categories() else "other")
    kind: dict[str, Any] = {"category": category, "subcategory": part}
    if form.has("craft"):
        kind["craft"] = form.choice("craft", crafts())
    for name in ("season_from", "season_to"):
        if form.has(name):
            kind[name] = form.whole_number(name, MONTHS[0], MONTHS[-1])
    return kind


def _size(form: Form) -> dict[str, Any]:
    """What one unit holds and weighs, where the producer says it."""
    size: dict[str, Any] = {}
    if form.has("holds"):
        size["holds"] = form.whole_number("holds", 1, MOST_HELD)
        size["holds_unit"] = form.choice("holds_unit", INNER_UNITS)
        if form.get("unit") in GRAMS:
            form.problems.note("holds", "weight-holds-nothing")
    if form.has("weight"):
        size["weight_g"] = form.whole_number("weight", 1, MOST_WEIGHT_G)
    return size


assert MOST_AT_ONCE <= MOST_IN_STOCK
