"""County Heads Live 2020: to the fen what was said, from the counties that were listed then."""

import json
from datetime import date

import pytest

from chalicelib.accounts import get_person
from chalicelib.catalogue import Listing
from chalicelib.counties import Office, designated_on, ever_designated
from chalicelib.impact import OrderChange, compare, fold, public_figures, publish_due, report
from chalicelib.impact.counting import cells_of
from chalicelib.impact.images import sale_of
from chalicelib.impact.sales import Figures, Sale
from chalicelib.live import LiveSession, pins_of
from chalicelib.orders import Order
from chalicelib.stock import Stock
from infra.local.demo import load as demo
from infra.local.demo.bulk import item_of, write_items
from infra.local.demo.counties import (
    DESIGNATED_GMV_FEN,
    FIRST_DAY,
    GMV_FEN,
    LAST_DAY,
    evenings,
)
from infra.local.demo.orders import Facts, orders
from infra.local.demo.stalls import Stall, stall


@pytest.fixture(scope="module")
def stalls() -> list[Stall]:
    return [stall(evening) for evening in evenings()]


@pytest.fixture(scope="module")
def made(stalls: list[Stall]) -> list[Facts]:
    return list(orders(stalls))


def test_110_county_heads_hold_110_lives(stalls: list[Stall]) -> None:
    lives = [stall.session for stall in stalls]

    assert len({live.session_id for live in lives}) == 110
    assert len({live.county_id for live in lives}) == 110
    assert len({host for live in lives for host in live.host_ids}) == 110
    assert all(live.host_title.endswith(("县长", "市长", "旗长")) for live in lives)


def test_designated_sales_come_from_the_52_and_the_others_from_counties_never_listed(
    stalls: list[Stall],
) -> None:
    listed = {county.county_id for county in designated_on(FIRST_DAY)}
    counties = {stall.session.county_id for stall in stalls}

    assert len(counties & listed) == 52
    assert not any(ever_designated(county_id) for county_id in counties - listed)


def test_the_orders_come_to_what_was_said_to_the_fen(made: list[Facts]) -> None:
    total = _total([_sale(order) for order in made])

    assert total.gmv_fen == GMV_FEN == 123_000_000
    assert total.designated_gmv_fen == DESIGNATED_GMV_FEN == 68_190_000
    assert total.ever_designated_gmv_fen == 68_190_000
    assert 8_000 < total.orders < 10_000
    assert 0.02 < (total.cancelled_fen + total.refunded_fen) / total.gmv_fen < 0.12


def test_it_is_the_same_every_time(stalls: list[Stall], made: list[Facts]) -> None:
    assert list(orders(stalls)) == made


def test_the_quick_way_of_writing_is_what_the_model_would_write(made: list[Facts]) -> None:
    for facts in made[::40]:
        assert Order.from_raw_data(item_of(facts)).serialize() == item_of(facts)


def test_every_line_was_bought_while_its_pin_earned_the_credit(
    stalls: list[Stall], made: list[Facts]
) -> None:
    pins = {pin.pin_id + pin.session_id: pin for stall in stalls for pin in stall.pins}
    lives = {stall.session.session_id: stall.session for stall in stalls}

    for order in made:
        for line in order["lines"]:
            pin = pins[line["pin_id"] + line["session_id"]]
            assert pin.sku_id == line["sku_id"]
            assert pin.since <= order["placed_at"] <= lives[line["session_id"]].ended_at


def test_an_interrupted_load_is_completed_by_the_next_start(made: list[Facts]) -> None:
    write_items(Order, [item_of(order) for order in made[:999]])

    demo.load()

    assert demo.is_loaded()
    _fold(made)
    found = report(FIRST_DAY, LAST_DAY, "session")
    assert found.total.figures.gmv_fen == 123_000_000
    assert (found.total.designated_share, found.total.ever_designated_share) == (55.4, 55.4)
    assert found.sessions == 110
    assert compare() == []
    publish_due()
    public = json.loads(public_figures(date(2020, 4, 1), date(2020, 7, 31)))
    assert (public["gmv"], public["designated_share"]) == ("1,230,000.00", 55.4)
    _check_what_can_be_bought()
    assert get_person("local-manager").grants == ["manager:*"]


def _check_what_can_be_bought() -> None:
    listings, stock = list(Listing.scan()), {stock.sku_id: stock for stock in Stock.scan()}
    assert len(listings) > 400
    assert all(
        listing.state == "public" and listing.photo_ref.startswith("art/") for listing in listings
    )
    assert all(
        stock[listing.sku_id].on_sale and stock[listing.sku_id].left > 0 for listing in listings
    )
    live = next(iter(LiveSession.scan(limit=1)))
    assert len(pins_of(live.session_id)) == len(live.run_of_show)
    assert Office.get(live.county_id).is_open


def _fold(made: list[Facts]) -> None:
    """Fold all orders as the stream delivers them, in batches of a hundred."""
    images = [item_of(order) for order in made]
    for at in range(0, len(images), 100):
        some = enumerate(images[at : at + 100], at + 1)
        fold("shard", [OrderChange(str(number), None, image) for number, image in some])


def _sale(facts: Facts) -> Sale:
    found = sale_of(item_of(facts))
    assert found
    return found


def _total(sales: list[Sale]) -> Figures:
    return _sum(cells_of(sales))


def _sum(cells: object) -> Figures:
    assert isinstance(cells, dict)
    total = [figures for cell, figures in cells.items() if cell.dimension == "total"]
    return sum(total, Figures())
