"""Categories and crafts as data, and what a producer may say of the kind and the season of goods."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import (
    Goods,
    categories,
    category_and_part,
    crafts,
    edit_listing,
    get_listing,
    goods_of,
)
from chalicelib.catalogue.categories import season_months
from chalicelib.catalogue.rules import CATEGORIES
from chalicelib.errors import Invalid
from infra.local.demo.counties import all_goods
from tests.goods import SILVER, offered
from tests.people import YANG

HONEY = Goods(
    title="雷山土蜂蜜",
    price_fen=8_800,
    category="honey-preserves",
    subcategory="honey",
    season_from=9,
    season_to=11,
)


def test_the_first_level_is_the_one_that_rules_and_windows_hang_on() -> None:
    top = [category.category_id for category in categories().values() if not category.parent]

    assert tuple(top) == CATEGORIES


def test_every_category_has_a_parent_names_of_its_own_and_a_few_beside_it() -> None:
    below = [category for category in categories().values() if category.parent]

    assert {category.parent for category in below} == set(CATEGORIES)
    assert all(3 <= count <= 6 for count in Counter(each.parent for each in below).values())
    for lang in ("zh-Hans", "en"):
        names = [category.name(lang) for category in categories().values()]
        ways = [craft.name(lang) for craft in crafts().values()]
        assert all(names + ways)
        assert len(set(names)) == len(names)


def test_all_goods_of_the_demo_stand_under_their_categories() -> None:
    for goods in all_goods().values():
        for good in goods:
            assert category_and_part(good.subcategory) == (good.category, good.subcategory)
            assert not good.craft or good.craft in crafts()
            assert bool(good.season_from) == bool(good.season_to)


@given(first=st.integers(1, 12), last=st.integers(1, 12))
def test_a_season_goes_from_its_first_month_to_its_last(first: int, last: int) -> None:
    months = season_months(first, last)

    assert (months[0], months[-1]) == (first, last)
    assert len(set(months)) == len(months) <= 12
    assert all(later == month % 12 + 1 for month, later in pairwise(months))


def test_winter_goes_through_the_turn_of_the_year() -> None:
    assert season_months(11, 2) == (11, 12, 1, 2)
    assert season_months(0, 0) == ()


def test_what_a_producer_says_of_kind_and_season_is_kept_and_may_be_taken_back() -> None:
    listing = offered(HONEY)
    assert goods_of(get_listing(listing.listing_id)) == HONEY

    edit_listing(listing.listing_id, listing.producer_id, SILVER, by=YANG)

    assert goods_of(get_listing(listing.listing_id)) == SILVER


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("category", {"subcategory": "green-tea"}),
        ("category", {"subcategory": "honey-preserves"}),
        ("craft", {"craft": "alchemy"}),
        ("season_to", {"season_to": 0}),
        ("season_from", {"season_from": 0}),
        ("season_from", {"season_from": 13}),
    ],
)
def test_a_kind_that_does_not_fit_is_refused(field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        offered(HONEY._replace(**wrong))

    assert list(refused.value.problems) == [field]
