"""Money loses no fen, and only an amount is an amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.money import MOST_FEN, fen_of, split_fen, yuan

weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)


@given(amount_fen=st.integers(0, 10_000_000), shares=weights)
def test_splitting_money_loses_nothing_and_is_fair(amount_fen: int, shares: list[int]) -> None:
    parts = split_fen(amount_fen, shares)

    assert sum(parts) == amount_fen
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - amount_fen * share / sum(shares)) <= 1


@given(fen=st.integers(0, MOST_FEN))
def test_what_is_shown_can_be_typed_again(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("59.8", 5980),
        ("¥1,230.00", 123000),
        (" 7 ", 700),
        ("0.01", 1),
        ("59,8", 5980),
        ("0,5", 50),
        ("45,80", 4580),
        ("５９.８", 5980),
        ("39.9元", 3990),
        ("１２", 1200),
    ],
)
def test_amounts_as_people_type_them(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-1",
        "+1",
        "1e3",
        "1.234",
        "1.",
        ".5",
        "十",
        "1,2345",
        "0,500",
        "1000000.00",
        "0x10",
        "nan",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the typed text is all there is to match
        fen_of(typed)


def test_a_loss_keeps_its_sign() -> None:
    assert yuan(-123456) == "-1,234.56"
