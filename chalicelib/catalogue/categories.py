"""Categories in two levels, and crafts: data under ids that stay, named in both languages."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).parent
MONTHS = range(1, 13)


class Category(NamedTuple):
    """A category; `parent` is the id of the one above it, or "" for the first level."""

    category_id: str
    parent: str
    name_zh: str
    name_en: str

    def name(self, lang: str) -> str:
        return self.name_en if lang == "en" else self.name_zh


class Craft(NamedTuple):
    """A way of making things by hand."""

    craft_id: str
    name_zh: str
    name_en: str

    def name(self, lang: str) -> str:
        return self.name_en if lang == "en" else self.name_zh


@cache
def categories() -> dict[str, Category]:
    """All categories by id, each of the first level followed by its own."""
    return {row[0]: Category(*row) for row in _rows("categories.csv")}


@cache
def crafts() -> dict[str, Craft]:
    """All crafts by id."""
    return {row[0]: Craft(*row) for row in _rows("crafts.csv")}


def category_and_part(category_id: str) -> tuple[str, str]:
    """Honey is ("honey-preserves", "honey"); a category of the first level stands alone: ("tea", "")."""
    category = categories()[category_id]
    return (category.parent, category_id) if category.parent else (category_id, "")


def is_part(subcategory: str, category: str) -> bool:
    return subcategory in categories() and categories()[subcategory].parent == category


def season_months(first: int, last: int) -> tuple[int, ...]:
    """The months from one to another, both included, through the turn of the year where need be: (11, 2) is November
    to February. (0, 0) is no season."""
    if not (first and last):
        return ()
    assert first in MONTHS
    assert last in MONTHS
    return tuple((first - 1 + later) % 12 + 1 for later in range((last - first) % 12 + 1))


def _rows(name: str) -> list[list[str]]:
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
