"""Products found by words and by taps: each filter and sort is a plain link, which keeps what was choices before."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.catalogue import categories, crafts
from chalicelib.counties import find_counties, get_province
from chalicelib.notices import followers_of
from chalicelib.search import Search, results
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import category_name, render
from chalicelib.web.page.routes import ANYONE, Pages

FRESH_SECONDS = 15
LONGEST_SHOWN = 60
MOST_COUNTIES = 3
SORTS = ("", "new", "cheap", "dear")
PRICES = ((0, 5_000), (5_000, 10_000), (10_000, 20_000), (20_000, 0))  # in fen; 0 is no bound
CHOICES = ("q", "category", "craft", "province", "price", "stock", "designated", "sort")

pages = Pages(__name__)


class FilterLink(NamedTuple):
    """A filter as a link: on, or off again where it `is_on`. `goods_count` is how many goods it leaves, None if
    unknown."""

    label: str
    href: str
    is_on: bool
    goods_count: int | None = None


@pages.get("/search", who=ANYONE)
def show_results() -> Response:
    choices = {name: asking().query.get(name, "") for name in CHOICES}
    goods = results(_search(choices, asking().query.get("cursor", "")))
    text, craft = choices["q"].strip(), choices["craft"] if choices["craft"] in crafts() else ""
    return render(
        "public/search/results.html",
        public_seconds=FRESH_SECONDS,
        text=text[:LONGEST_SHOWN],
        results=goods,
        counties=find_counties(text, limit=MOST_COUNTIES) if text else [],
        categories=_categories(choices, goods.counts),
        provinces=_provinces(choices, goods.counts),
        choices=choices,
        craft=craft,
        followers=followers_of(f"craft:{craft}") if craft else 0,
        follow=asking().query.get("follow", ""),
        prices=[(low, high, _link(choices, price=f"{low}-{high}")) for low, high in PRICES],
        links={
            **{f"sort:{sort}": _link(choices, keep=True, sort=sort) for sort in SORTS},
            "stock": _link(choices, stock="1"),
            "designated": _link(choices, designated="1"),
            "more": f"{_address(choices)}&cursor={goods.cursor}" if goods.cursor else "",
            "all": f"/search?{urlencode({'q': text})}" if text else "/search",
        },
    )


@pages.get("/categories", who=ANYONE)
def show_categories() -> Response:
    everything = categories().values()
    return render(
        "public/search/categories.html",
        public_seconds=FRESH_SECONDS,
        groups=[
            (group, [child for child in everything if child.parent == group.category_id])
            for group in everything
            if not group.parent
        ],
    )


def _search(choices: Mapping[str, str], cursor: str) -> Search:
    least, most = _bounds(choices["price"])
    return Search(
        text=choices["q"],
        sort=choices["sort"],
        cursor=cursor,
        category=choices["category"],
        craft=choices["craft"],
        province_id=choices["province"],
        least_fen=least,
        most_fen=most,
        is_designated=choices["designated"] == "1",
        in_stock=choices["stock"] == "1",
    )


def _bounds(price: str) -> tuple[int, int]:
    """The bounds of a price filter; a forged one is none."""
    return next((bounds for bounds in PRICES if price == f"{bounds[0]}-{bounds[1]}"), (0, 0))


def _categories(choices: Mapping[str, str], counts: Mapping[str, int]) -> list[FilterLink]:
    """Those that what was found falls into, and the choices one."""
    ids = [name for name in categories() if f"category:{name}" in counts]
    if choices["category"] in categories() and choices["category"] not in ids:
        ids.append(choices["category"])
    return [
        FilterLink(
            category_name(name),
            _link(choices, category=name),
            choices["category"] == name,
            counts.get(f"category:{name}"),
        )
        for name in ids
    ]


def _provinces(choices: Mapping[str, str], counts: Mapping[str, int]) -> list[FilterLink]:
    ids = sorted(
        (key.partition(":")[2] for key in counts if key.startswith("province:")),
        key=lambda name: -counts[f"province:{name}"],
    )
    return [
        FilterLink(
            get_province(name).name(asking().lang),
            _link(choices, province=name),
            choices["province"] == name,
            counts[f"province:{name}"],
        )
        for name in ids
    ]


def _link(choices: Mapping[str, str], *, keep: bool = False, **change: str) -> str:
    """Where one choice is changed; a filter that is on is off again, unless it is one of which one is always on."""
    ((name, value),) = change.items()
    is_off = not keep and choices[name] == value
    return _address({**choices, name: "" if is_off else value})


def _address(choices: Mapping[str, str]) -> str:
    parts = {name: value for name, value in choices.items() if value}
    return f"/search?{urlencode(parts)}"
