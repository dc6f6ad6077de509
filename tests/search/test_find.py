"""Search by its door: what people type, and what they find."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.catalogue import Goods, Listing, remove
from chalicelib.search import Search, rebuild, results
from chalicelib.search.reader import _memory, view
from chalicelib.store import forget_all
from infra.local.delivery.deliver import Delivery, delivery_for
from tests.costs import calls_sent, meter
from tests.goods import on_show
from tests.people import REVIEWER

TEA = Goods("雷山高山红茶", 5_900, "tea", title_en="Black tea from high hills")
HONEY = Goods("深山土蜂蜜500克", 8_800, "honey-preserves", title_en="Wild honey")
PEPPER = Goods("贵州干辣椒", 1_200, "dried", season_from=11, season_to=2)


@pytest.fixture
def delivery(app: Any) -> Delivery:
    ready = delivery_for(app)
    ready.deliver_all()
    return ready


@pytest.fixture(params=["log", "file"])
def fair(request: pytest.FixtureRequest, delivery: Delivery) -> Callable[..., list[Listing]]:
    """Puts goods on show that are in the log of search alone, or in its file alone."""

    def show(*goods: Goods) -> list[Listing]:
        shown = [on_show(each) for each in goods]
        if request.param == "file":
            rebuild()
        delivery.deliver_all()
        forget_all()
        return shown

    return show


def titles(text: str = "", **wish: Any) -> list[str]:
    return [listing.title for listing in results(Search(text, **wish)).goods]


@pytest.mark.parametrize(
    "text",
    [
        "红茶",
        "紅茶",
        "雷山红茶",
        "雷山茶",
        "贵州 红茶",
        "hongcha",
        "hong cha",
        "leishanhongcha",
        "black tea",
        "teas",
        "ＴＥＡ",
        "lsgshc",
        "Leishan tea",
        "Yang 红茶",
        "茶叶",
    ],
)
def test_tea_is_found_as_it_is_typed(fair: Callable[..., list[Listing]], text: str) -> None:
    fair(TEA, HONEY, PEPPER)

    assert titles(text)[0] == TEA.title


@pytest.mark.parametrize(
    "text", ["风蜜", "fengmi", "honye", "hnoey", "500g 蜂蜜", "1斤蜂蜜", "fengim"]
)
def test_honey_is_found_by_its_sound_its_weight_and_with_a_slip(
    fair: Callable[..., list[Listing]], text: str
) -> None:
    fair(TEA, HONEY, PEPPER)

    page = results(Search(text))

    assert [listing.title for listing in page.goods] == [HONEY.title]
    assert page.is_near == (text in {"风蜜", "honye", "hnoey", "fengim"})


@pytest.mark.parametrize(
    "text",
    [
        "!!!",
        "😀",
        "\u202e\u2066",
        "\0",
        "，。",
        "*" * 500,
        "   。 ",
        "zzzzqqqq",
        "的" * 500,
        "x" * 500,
    ],
)
def test_what_means_nothing_finds_nothing(fair: Callable[..., list[Listing]], text: str) -> None:
    fair(TEA)

    assert list(results(Search(text)).goods) == []


def test_an_empty_search_lists_all_with_counts(fair: Callable[..., list[Listing]]) -> None:
    fair(TEA, HONEY, PEPPER)

    page = results(Search())

    assert page.total == 3
    assert page.counts == {
        "category:tea": 1,
        "category:honey-preserves": 1,
        "category:dried": 1,
        "province:GZ": 3,
        "designated": 3,
    }


def test_filters_and_sorts_hold_together(fair: Callable[..., list[Listing]]) -> None:
    tea, honey, pepper = fair(TEA, HONEY, PEPPER)

    assert titles(sort="cheap") == [PEPPER.title, TEA.title, HONEY.title]
    assert titles(sort="dear") == [HONEY.title, TEA.title, PEPPER.title]
    assert titles(sort="new") == [PEPPER.title, HONEY.title, TEA.title]
    assert titles(sort="cheap", least_fen=1_200, most_fen=5_900) == [PEPPER.title, TEA.title]
    assert titles(sort="cheap", least_fen=1_201, most_fen=5_899) == []
    assert titles(category="tea", province_id="GZ", is_designated=True) == [TEA.title]
    assert titles(county_id=tea.county_id, producer_id=honey.producer_id, category="tea")
    assert titles(among=frozenset({pepper.listing_id, "nobody"})) == [PEPPER.title]
    assert titles("茶", in_stock=True) == [TEA.title]
    assert titles(month=1) == [PEPPER.title]
    assert titles(month=3) == titles(craft="batik") == []
    assert titles(category="gold") == titles(province_id="'; --") == titles(county_id="\0") == []


def test_pages_follow_each_other_and_a_forged_cursor_begins_anew(
    fair: Callable[..., list[Listing]],
) -> None:
    shown = fair(*(Goods(f"红茶{at}号", 1_000 + at, "tea") for at in range(30)))

    for sort in ("", "cheap"):
        first = results(Search("红茶", sort=sort))
        second = results(Search("红茶", sort=sort, cursor=first.cursor))
        ids = [listing.listing_id for listing in (*first.goods, *second.goods)]

        assert (len(first.goods), len(second.goods), second.cursor) == (24, 6, "")
        assert sorted(ids) == sorted(listing.listing_id for listing in shown)
    for forged in ("x", "é", "AAAA" * 2_000, first.cursor[:-4], results(Search()).cursor):
        assert results(Search("红茶", sort="cheap", cursor=forged)).goods == first.goods


def test_what_is_removed_is_gone_at_once_and_leaves_the_index(
    fair: Callable[..., list[Listing]], delivery: Delivery
) -> None:
    tea, _ = fair(TEA, HONEY)
    assert titles("红茶") == [TEA.title]

    remove(tea.listing_id, "Not theirs.", REVIEWER)

    assert titles("红茶") == []
    delivery.deliver_all()
    forget_all()
    assert results(Search("红茶")).total == 0
    rebuild()
    forget_all()
    assert results(Search("红茶")).total == 0


def test_a_search_is_two_calls_and_half_a_unit_a_card(fair: Callable[..., list[Listing]]) -> None:
    fair(*(Goods(f"红茶{at}号", 1_000 + at, "tea") for at in range(30)))
    results(Search("红茶"))
    forget_cards_and_look_again()

    with meter() as cost, calls_sent() as calls:
        results(Search("红茶"))

    assert calls == ["Query", "BatchGetItem"]
    assert cost.reads <= 13


def forget_cards_and_look_again() -> None:
    """As a second later, in a process that has its index."""
    index = view()
    forget_all()
    _memory.update(view=index)
