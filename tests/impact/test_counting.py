"""What an order adds to the figures, whatever the order of the news."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clock import shanghai_day
from chalicelib.impact.buyers import first_sale, new_buyers_of, newcomers_of
from chalicelib.impact.counting import (
    AMOUNTS,
    amounts_of,
    cells_of,
    lines_of,
    merged,
    parts,
    steps,
)
from chalicelib.impact.hosts import host_parts
from chalicelib.impact.sales import Cell, Figures, FirstSale, NewBuyer, Sale
from tests.impact.orders import DAY
from tests.impact.sales import NOON, line, sale, sales, worsened

histories = st.lists(st.integers(0, 99), min_size=1, max_size=6).flatmap(
    lambda keys: st.tuples(*(sales(key) for key in dict.fromkeys(keys)))
)


def test_nothing_is_taken_off_twice() -> None:
    (step,) = steps(None, sale("mei.1", line(gmv_fen=800, refunded_fen=300, charged_back_fen=700)))

    (entry,) = step.entries
    assert (entry.refunded_fen, entry.charged_back_fen, entry.net_gmv_fen) == (300, 500, 0)


def test_an_order_that_is_not_paid_adds_nothing() -> None:
    assert steps(None, None) == []


def test_a_paid_line_counts_in_its_county_producer_session_host_and_the_total() -> None:
    first_sale = sale("mei.1", line(gmv_fen=500))

    cells = cells_of([first_sale])

    assert {cell.dimension: cell.scope for cell in cells} == {
        "total": "",
        "county": "c1",
        "producer": "umbrellas",
        "session": "s1",
        "host": "h1",
    }
    assert all(figures.gmv_fen == 500 for figures in cells.values())


def test_an_order_of_two_lines_from_one_county_is_one_order_there() -> None:
    cells = cells_of([sale("mei.1", line(0), line(1), line(2, county_id="c2"))])

    day = DAY
    assert cells[Cell("county", day, "c1")].orders == 1
    assert cells[Cell("county", day, "c1")].lines == 2
    assert cells[Cell("county", day, "c2")].orders == 1
    assert cells[Cell("total", day, "")].orders == 1


def test_a_cancelled_order_keeps_its_gmv_and_loses_its_net_gmv() -> None:
    paid = sale("mei.1", line(gmv_fen=800))
    cancelled = sale("mei.1", line(gmv_fen=800, cancelled_fen=800, refunded_fen=800))

    total = merged([cells_of([paid]), *(step.cells for step in steps(paid, cancelled))])

    figures = total[Cell("total", DAY, "")]
    assert (figures.gmv_fen, figures.cancelled_fen, figures.refunded_fen) == (800, 800, 0)
    assert figures.net_gmv_fen == 0
    assert figures.orders == 1


@given(gone=st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_hosts_share_a_line_to_the_fen_and_none_owes_anything(gone: list[int]) -> None:
    gmv, cancelled, refunded, charged_back = sum(gone) + 1, *gone[:3]
    whole = line(
        host_ids=("h1", "h2", "h3"),
        gmv_fen=gmv,
        cancelled_fen=cancelled,
        refunded_fen=refunded,
        charged_back_fen=charged_back,
    )
    (step,) = steps(None, sale("mei.1", whole))

    shared = host_parts(step.entries[0])

    assert sum(part.gmv_fen for part in shared) == gmv
    assert sum(part.cancelled_fen for part in shared) == cancelled
    assert sum(part.refunded_fen for part in shared) == refunded
    assert sum(part.charged_back_fen for part in shared) == charged_back
    assert all(min(amounts_of(part)) >= 0 for part in shared)
    assert all(part.net_gmv_fen >= 0 for part in shared)


@given(history=histories, dice=st.randoms(use_true_random=False), part=st.floats(0, 1))
def test_news_in_any_order_adds_up_to_the_orders_as_they_stand(
    history: tuple[Sale, ...], dice: random.Random, part: float
) -> None:
    later = [worsened(version, part) for version in history]
    news = [(None, version) for version in history] + list(zip(history, later, strict=True))
    dice.shuffle(news)

    told = merged(step.cells for old, new in news for step in steps(old, new))

    assert told == cells_of(later)


@given(history=histories)
def test_every_dimension_adds_up_to_the_total(history: tuple[Sale, ...]) -> None:
    cells = cells_of(history)

    for dimension in ("county", "producer", "session", "host"):
        for name in (*AMOUNTS, "net_gmv_fen", "genuine_gmv_fen"):
            assert _sum(cells, dimension, name) == _sum(cells, "total", name)


@given(history=histories, part=st.floats(0, 1))
def test_the_entries_tell_the_lines_as_they_stand(history: tuple[Sale, ...], part: float) -> None:
    later = [worsened(version, part) for version in history]
    news = [*((None, version) for version in history), *zip(history, later, strict=True)]

    told = lines_of(
        entry for old, new in news for step in steps(old, new) for entry in step.entries
    )

    assert told == lines_of(
        entry for sale in later for step in steps(None, sale) for entry in step.entries
    )


@given(history=histories, most=st.integers(8, 12))
def test_parts_fit_their_transaction_and_lose_nothing(history: tuple[Sale, ...], most: int) -> None:
    placed = [
        (f"{at}", step) for at, version in enumerate(history) for step in steps(None, version)
    ]

    cut = list(parts(placed, most))

    assert [place for part in cut for place, _ in part.steps] == [place for place, _ in placed]
    assert all(len(part.cells) + len(part.pages) <= most for part in cut)
    assert merged(part.cells for part in cut) == cells_of(history)


@given(history=histories, first_day=st.integers(0, 3), days=st.integers(0, 3))
def test_whoever_is_told_of_orders_in_any_order_knows_who_is_new(
    history: tuple[Sale, ...], first_day: int, days: int
) -> None:
    known: dict[str, FirstSale] = {}
    told: list[NewBuyer] = []
    firsts = [(sale.buyer_id, first) for sale in history if (first := first_sale(sale))]
    for buyer_id, first in firsts:
        new_buyers = new_buyers_of(first, buyer_id, known.get(buyer_id))
        if new_buyers:
            known[buyer_id] = first
        told += new_buyers

    begin = NOON.date() + timedelta(days=first_day)
    period = {begin + timedelta(days=at) for at in range(days + 1)}
    earliest = {
        buyer_id: min(first.paid_at for other_id, first in firsts if other_id == buyer_id)
        for buyer_id, _ in firsts
    }
    assert newcomers_of((new_buyer for new_buyer in told if new_buyer.day in period), {}) == {
        buyer_id for buyer_id, paid_at in earliest.items() if shanghai_day(paid_at) in period
    }


def test_a_line_that_changes_its_place_leaves_the_old_one() -> None:
    here = sale("mei.1", line())
    there = replace(here, lines=(line(county_id="c2"),))

    cells = merged([cells_of([here]), *(step.cells for step in steps(here, there))])

    assert cells == cells_of([there])


def _sum(cells: dict[Cell, Figures], dimension: str, name: str) -> int:
    found = (figures for cell, figures in cells.items() if cell.dimension == dimension)
    return sum(getattr(figures, name) for figures in found)
