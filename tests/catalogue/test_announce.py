"""Whoever follows a maker or a craft hears of new goods, and of what comes into season, once."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.catalogue import (
    Listing,
    announce_season,
    get_listing,
    publish,
    recommend,
    remove,
    tell_of_goods,
    undo_removal,
)
from chalicelib.notices import Notice, follow, notices_of
from tests.goods import SILVER, offered, on_show
from tests.notices.stage import told_all
from tests.people import LEISHAN, OFFICIAL, REVIEWER

FAN = "pfan"
APRIL = datetime(2027, 4, 1, 1, 0, tzinfo=UTC)


def notices() -> list[Notice]:
    told_all()
    return list(notices_of((FAN,)).items)


def heard(before: Listing, after: Listing) -> None:
    for _ in range(2):
        tell_of_goods([(before.serialize(), after.serialize())])


def test_followers_of_a_maker_and_of_a_craft_hear_of_new_goods_once() -> None:
    listing = offered(SILVER._replace(craft="silversmithing"))
    follow(FAN, f"maker:{listing.producer_id}", address="")
    follow(FAN, "craft:silversmithing", address="")
    recommend(listing.listing_id, LEISHAN, OFFICIAL)
    recommended = get_listing(listing.listing_id)

    heard(recommended, publish(listing.listing_id, REVIEWER))

    (notice,) = notices()
    assert (notice.kind, notice.about) == ("goods-new", listing.listing_id)
    assert notice.texts["title"] == "雷山银发簪"


def test_a_maker_and_their_county_hear_what_waits_and_what_was_decided() -> None:
    listing = offered()
    maker, county = f"producer:{listing.producer_id}", f"official:{LEISHAN}"
    submitted = get_listing(listing.listing_id)
    draft = Listing.from_raw_data(submitted.serialize())
    draft.state = "draft"

    heard(draft, submitted)
    recommend(listing.listing_id, LEISHAN, OFFICIAL)
    recommended = get_listing(listing.listing_id)
    public = publish(listing.listing_id, REVIEWER)
    heard(recommended, public)
    heard(recommended, reject_like(recommended))
    removed = remove(listing.listing_id, "No licence", REVIEWER)
    heard(public, removed)
    heard(removed, undo_removal(listing.listing_id, REVIEWER))

    assert [notice.kind for notice in notices_of((county,)).items] == ["goods-submitted"]
    kinds = {notice.kind: notice.texts for notice in notices_of((maker,)).items}
    assert set(kinds) == {"goods-approved", "goods-sent-back", "goods-taken-down", "goods-restored"}
    assert kinds["goods-taken-down"]["reason"] == "No licence"


def reject_like(listing: Listing) -> Listing:
    """As it would stand if it had been sent back."""
    other = Listing.from_raw_data(listing.serialize())
    other.state, other.reason = "rejected", "The photo is dark"
    return other


def test_goods_that_come_back_on_sale_are_not_new() -> None:
    listing = on_show()
    follow(FAN, f"maker:{listing.producer_id}", address="")
    paused = Listing.from_raw_data(listing.serialize())
    paused.state = "paused"

    heard(paused, listing)

    assert notices() == []


def test_all_of_a_maker_that_comes_into_season_is_one_notice(app: Any) -> None:
    first = on_show(SILVER._replace(season_from=4, season_to=5))
    follow(FAN, f"maker:{first.producer_id}", address="")

    for later in (timedelta(0), timedelta(hours=5)):
        announce_season(APRIL + later)
    announce_season(APRIL + timedelta(days=31))

    (notice,) = notices()
    assert (notice.kind, notice.about, notice.texts["count"]) == (
        "season-begins",
        first.producer_id,
        1,
    )
    assert notice.at == datetime(2027, 3, 31, 16, 0, tzinfo=UTC)
