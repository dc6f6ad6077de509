"""Rules of orders: what holds for any basket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.orders import DUE_SHARDS, Wanted, due_shard
from chalicelib.orders.rules import (
    PROGRESS,
    is_phone,
    is_tracking,
    merged,
    shipping_of,
    slowest,
)

wanted = st.lists(
    st.builds(
        Wanted,
        sku_id=st.sampled_from("abc"),
        quantity=st.integers(1, 9),
        price_fen=st.integers(1, 9),
        session_id=st.sampled_from(["", "s1"]),
    ),
    max_size=9,
)


@given(wanted)
def test_merging_keeps_every_piece_and_names_each_sku_once(lines: list[Wanted]) -> None:
    after = merged(lines)

    assert len({one.sku_id for one in after}) == len(after)
    for sku_id in "abc":
        before = sum(one.quantity for one in lines if one.sku_id == sku_id)
        assert before == sum(one.quantity for one in after if one.sku_id == sku_id)


@given(wanted)
def test_merging_twice_is_merging_once(lines: list[Wanted]) -> None:
    assert merged(merged(lines)) == merged(lines)


@given(st.lists(st.sampled_from(PROGRESS), min_size=1, max_size=5))
def test_no_parcel_is_behind_the_order(states: list[str]) -> None:
    whole = slowest(states)

    assert all(PROGRESS.index(whole) <= PROGRESS.index(one) for one in states)


@given(st.text(max_size=40))
def test_every_order_has_its_place_in_the_due_index(order_key: str) -> None:
    assert 0 <= due_shard(order_key) < DUE_SHARDS


@given(st.lists(st.sampled_from("abc")), st.dictionaries(st.sampled_from("ab"), st.integers(0, 99)))
def test_each_seller_ships_once(sellers: list[str], fees: dict[str, int]) -> None:
    assert set(shipping_of(sellers, fees)) == set(sellers)


@pytest.mark.parametrize(
    "typed", ["13800138000", "+86 138 0013 8000", "0855-1234567", "+1 415 555 0100", "010 62345678"]
)
def test_numbers_that_a_courier_can_dial(typed: str) -> None:
    assert is_phone(typed)


@pytest.mark.parametrize(
    "typed", ["", "1380013800", "138001380001", "call me", "１３８００１３８０００", "1" * 30, "+"]
)
def test_numbers_that_nobody_can_dial(typed: str) -> None:
    assert not is_phone(typed)


@pytest.mark.parametrize("typed", ["", "SF1", "SF 123", "<b>1234", "９" * 8, "1" * 41])
def test_what_is_no_tracking_number(typed: str) -> None:
    assert not is_tracking(typed)
