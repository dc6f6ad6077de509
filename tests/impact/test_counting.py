"""What an order adds to the figures, whatever the order of the news."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clock import shanghai_day
from chalicelib.impact.counting import (
    cells_of,
    host_parts,
    lines_of,
    merged,
    new_buyers_of,
    newcomers_of,
    parts,
    steps,
)
from chalicelib.impact.sales import Cell, Figures, FirstSale, NewBuyer, Sale
from tests.impact.sales import NOON, line, sale, sales, worsened

histories = st.lists(st.integers(0, 99), min_size=1, max_size=6).flatmap(
    lambda keys: st.tuples(*(sales(key) for key in dict.fromkeys(keys)))
)


def test_an_order_that_is_not_paid_adds_nothing() -> None:
    assert steps(None, None) == []


def test_a_paid_line_counts_in_its_county_producer_session_host_and_the_total() -> None:
    one = sale("mei.1", line(gmv_fen=500))

    cells = cells_of([one])

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

    day = sale().day
    assert cells[Cell("county", day, "c1")].orders == 1
    assert cells[Cell("county", day, "c1")].lines == 2
    assert cells[Cell("county", day, "c2")].orders == 1
    assert cells[Cell("total", day, "")].orders == 1


def test_a_cancelled_order_keeps_its_gmv_and_loses_its_net_gmv() -> None:
    paid = sale("mei.1", line(gmv_fen=800))
    cancelled = sale("mei.1", line(gmv_fen=800, cancelled_fen=800, refunded_fen=800))

    total = merged([cells_of([paid]), *(step.cells for step in steps(paid, cancelled))])

    figures = total[Cell("total", paid.day, "")]
    assert (figures.gmv_fen, figures.cancelled_fen, figures.refunded_fen) == (800, 800, 0)
    assert figures.net_gmv_fen == 0
    assert figures.orders == 1


@given(gmv=st.integers(1, 9), cancelled=st.integers(0, 9), refunded=st.integers(0, 9))
def test_hosts_share_a_line_to_the_fen_and_none_owes_anything(
    gmv: int, cancelled: int, refunded: int
) -> None:
    hosts = ("h1", "h2", "h3")
    cancelled = min(cancelled, gmv)
    refunded = min(refunded, gmv - cancelled)
    one = line(host_ids=hosts, gmv_fen=gmv, cancelled_fen=cancelled, refunded_fen=refunded)
    (step,) = steps(None, sale("mei.1", one))

    shared = host_parts(step.entries[0])

    assert sum(part.gmv_fen for part in shared) == gmv
    assert sum(part.cancelled_fen for part in shared) == cancelled
    assert sum(part.refunded_fen for part in shared) == refunded
    assert all(part.net_gmv_fen >= 0 for part in shared)


@given(history=histories, dice=st.randoms(use_true_random=False), part=st.floats(0, 1))
def test_news_in_any_order_adds_up_to_the_orders_as_they_stand(
    history: tuple[Sale, ...], dice: random.Random, part: float
) -> None:
    later = [worsened(one, part) for one in history]
    news = [(None, one) for one in history] + list(zip(history, later, strict=True))
    dice.shuffle(news)

    told = merged(step.cells for old, new in news for step in steps(old, new))

    assert told == cells_of(later)


@given(history=histories)
def test_every_dimension_adds_up_to_the_total(history: tuple[Sale, ...]) -> None:
    cells = cells_of(history)

    for dimension in ("county", "producer", "session", "host"):
        for name in ("gmv_fen", "cancelled_fen", "refunded_fen", "net_gmv_fen"):
            assert _sum(cells, dimension, name) == _sum(cells, "total", name)


@given(history=histories, part=st.floats(0, 1))
def test_the_entries_tell_the_lines_as_they_stand(history: tuple[Sale, ...], part: float) -> None:
    later = [worsened(one, part) for one in history]
    news = [*((None, one) for one in history), *zip(history, later, strict=True)]

    told = lines_of(
        entry for old, new in news for step in steps(old, new) for entry in step.entries
    )

    assert told == lines_of(
        entry for one in later for step in steps(None, one) for entry in step.entries
    )


@given(history=histories, most=st.integers(8, 12))
def test_parts_fit_their_transaction_and_lose_nothing(history: tuple[Sale, ...], most: int) -> None:
    placed = [(f"{at}", step) for at, one in enumerate(history) for step in steps(None, one)]

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
    for one in history:
        new_buyers = new_buyers_of(one, known.get(one.buyer_id))
        if new_buyers:
            known[one.buyer_id] = FirstSale(one.paid_at, one.order_id, one.day)
        told += new_buyers

    begin = NOON.date() + timedelta(days=first_day)
    period = {begin + timedelta(days=at) for at in range(days + 1)}
    first = {
        one.buyer_id: min(it.paid_at for it in history if it.buyer_id == one.buyer_id)
        for one in history
    }
    assert newcomers_of(new_buyer for new_buyer in told if new_buyer.day in period) == {
        buyer_id for buyer_id, paid_at in first.items() if shanghai_day(paid_at) in period
    }


def test_a_line_that_changes_its_place_leaves_the_old_one() -> None:
    here = sale("mei.1", line())
    there = replace(here, lines=(line(county_id="c2"),))

    cells = merged([cells_of([here]), *(step.cells for step in steps(here, there))])

    assert cells == cells_of([there])


def _sum(cells: dict[Cell, Figures], dimension: str, name: str) -> int:
    found = (figures for cell, figures in cells.items() if cell.dimension == dimension)
    return sum(getattr(figures, name) for figures in found)
