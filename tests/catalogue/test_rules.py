"""What goods may be called and cost, and how lists of them are ordered."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue.rules import (
    STATES,
    Goods,
    check_goods,
    sku_of,
    state_since,
)
from chalicelib.errors import Problems

states = st.sampled_from(STATES)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(state=states, first=moments, second=moments)
def test_within_a_state_the_order_is_that_of_time(
    state: str, first: datetime, second: datetime
) -> None:
    assert (first < second) == (state_since(state, first) < state_since(state, second))


@given(title=st.text(max_size=80), price_fen=st.integers(-10, 200_000_000))
def test_goods_have_problems_or_a_name_and_a_price(title: str, price_fen: int) -> None:
    problems = Problems()

    with problems.gathered():
        check_goods(Goods(title, price_fen))

    assert ("title" in problems) != (title.strip() != "" and len(title) <= 60)
    assert ("price" in problems) != (1 <= price_fen <= 99_999_999)


@given(listing_id=st.text(min_size=1), other=st.text(min_size=1))
def test_each_listing_has_a_sku_of_its_own(listing_id: str, other: str) -> None:
    assert (sku_of(listing_id) == sku_of(other)) == (listing_id == other)
