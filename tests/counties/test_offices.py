"""An office is drafted, opened once, and stays open."""

import pytest

from chalicelib.counties import (
    Storefront,
    change_office,
    find_office,
    get_office,
    open_office,
    open_offices,
    save_draft,
)
from chalicelib.counties.models import Office
from chalicelib.errors import NotFound, Refused
from tests.costs import assert_cost
from tests.people import LEISHAN


def open_leishan(title: str = "雷山乡集", opened_by: str = "wang") -> Office:
    return open_office(LEISHAN, Storefront(title, "银饰与茶", "0855"), opened_by=opened_by)


def test_a_draft_is_kept_until_the_office_opens() -> None:
    save_draft(LEISHAN, {"title": "雷山"}, changed_by="wang")

    office = find_office(LEISHAN)
    assert office.draft == {"title": "雷山"}
    assert not office.is_open
    with pytest.raises(NotFound):
        get_office(LEISHAN)


def test_an_opened_office_has_no_draft_any_more() -> None:
    save_draft(LEISHAN, {"title": "雷山"}, changed_by="wang")

    open_leishan()

    office = get_office(LEISHAN)
    assert (office.title, office.opened_by, office.draft) == ("雷山乡集", "wang", None)


def test_the_same_form_twice_opens_one_office() -> None:
    first = open_leishan()

    again = open_leishan()

    assert again.opened_at == first.opened_at


def test_another_form_does_not_open_it_again() -> None:
    open_leishan()

    with pytest.raises(Refused, match="office-is-open"):
        open_leishan(title="另一个", opened_by="li")
    with pytest.raises(Refused, match="office-is-open"):
        save_draft(LEISHAN, {"title": "x"}, changed_by="li")


def test_an_open_storefront_can_be_reworded_but_not_a_closed_one() -> None:
    with pytest.raises(NotFound):
        change_office(LEISHAN, Storefront("a", "b", "c"), changed_by="wang")
    open_leishan()

    change_office(LEISHAN, Storefront("新名", "b", "c"), changed_by="li")

    assert (get_office(LEISHAN).title, get_office(LEISHAN).changed_by) == ("新名", "li")


def test_only_open_storefronts_are_at_the_fair_the_newest_first() -> None:
    save_draft("c0001", {"title": "东城"}, changed_by="wang")
    open_leishan()
    open_office("c0002", Storefront("西城", "b", "c"), opened_by="li")

    offices = open_offices()

    assert [office.county_id for office in offices] == ["c0002", LEISHAN]


def test_a_new_name_of_a_shop_is_listed_at_once() -> None:
    open_leishan()
    open_offices()

    change_office(LEISHAN, Storefront("新名", "b", "c"), changed_by="li")

    assert [office.title for office in open_offices()] == ["新名"]


def test_there_is_no_office_without_a_county() -> None:
    with pytest.raises(NotFound):
        find_office("c9999")
    with pytest.raises(NotFound):
        open_office("c9999", Storefront("a", "b", "c"), opened_by="wang")


def test_what_an_office_costs() -> None:
    with assert_cost(writes=1):
        save_draft(LEISHAN, {"title": "雷山"}, changed_by="wang")
    with assert_cost(writes=2):
        open_leishan()
    with assert_cost(reads=1):
        get_office(LEISHAN)
