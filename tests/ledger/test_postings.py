"""What an order posts: every fen in one place, whatever happens, in whatever order it is heard of."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ledger.books import CASH, CLEARING, Entry
from chalicelib.ledger.postings import entries_of, new_entries
from chalicelib.ledger.sold import SoldLine, SoldOrder, sold_of
from chalicelib.money import split_fen
from tests.ledger.books import image_of, refunded, sent, settled, sold

UMBRELLA = SoldLine("wu", 10_000, fee_fen=200, commissions=(("lin", 500),))
TEA = SoldLine("li", 3_333, fee_fen=67)


def sums(entries: Iterable[Entry]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings:
            found[posting.account] += posting.fen
    return {account: fen for account, fen in found.items() if fen}


def test_a_sale_belongs_to_the_producer_the_platform_and_the_creator() -> None:
    assert sums(entries_of(sold(UMBRELLA, shipping_fen=800))) == {
        "cash:sandbox": 10_800,
        "producer:wu:reserve": -(10_800 - 200 - 500),
        "platform:fee": -200,
        "creator:lin:commission": -500,
    }


def test_creators_of_one_live_each_have_their_share_and_give_back_of_it() -> None:
    both = SoldLine("wu", 9_999, fee_fen=200, commissions=(("lin", 251), ("bai", 250)))
    late = refunded(sold(both), "r1", (0, 3_333))

    assert sums(entries_of(late))["creator:lin:commission"] == -251 + 83
    assert sums(entries_of(refunded(late, "r2", (0, 6_666)))) == {
        "cash:sandbox": 9_999,
        "refunds_clearing": -9_999,
    }
    owners = [share.owner for share in entries_of(settled(late))[-1].shares]
    assert owners == ["producer:wu", "creator:bai", "creator:lin"]


def test_an_order_of_the_time_when_one_creator_earned_it_all_posts_as_it_did() -> None:
    image = image_of(sold(UMBRELLA))
    line = image["lines"]["L"][0]["M"]
    del line["commissions"]
    line |= {"creator_id": {"S": "lin"}, "commission_fen": {"N": "500"}}

    assert sold_of(image) == sold(UMBRELLA)


def test_cash_on_delivery_is_in_transit_until_it_is_remitted() -> None:
    assert sums(entries_of(sold(TEA, method="cod")))["cod_in_transit"] == 3_333


def test_settlement_makes_what_was_in_reserve_payable() -> None:
    entries = entries_of(settled(sold(UMBRELLA, shipping_fen=800)))

    assert sums(entries) == {
        "cash:sandbox": 10_800,
        "producer:wu:payable": -10_100,
        "platform:fee": -200,
        "creator:lin:payable": -500,
    }


def test_a_refund_takes_back_fee_and_commission_in_proportion() -> None:
    back = entries_of(refunded(sold(UMBRELLA), "r1", (0, 2_500)))[1]

    assert {posting.account: posting.fen for posting in back.postings} == {
        "refunds_clearing": -2_500,
        "producer:wu:reserve": 2_325,
        "platform:fee": 50,
        "creator:lin:commission": 125,
    }


@pytest.mark.parametrize(
    ("method", "from_bank", "cash"),
    [
        ("stripe", False, "cash:stripe"),
        ("stripe", True, "cash:bank"),
        ("bank", True, "cash:bank"),
        ("cod", False, "cash:bank"),
        ("sandbox", True, "cash:sandbox"),
    ],
)
def test_a_refund_leaves_the_cash_that_it_is_sent_from(
    *, method: str, from_bank: bool, cash: str
) -> None:
    order = sent(refunded(sold(TEA, method=method), "r1", (0, 1_000)))
    by_hand = replace(
        order, refunds=tuple(replace(it, from_bank=from_bank) for it in order.refunds)
    )

    assert sold_of(image_of(by_hand)) == by_hand
    assert sums(entries_of(by_hand)[-1:]) == {"refunds_clearing": 1_000, cash: -1_000}


def test_a_cancelled_order_leaves_nothing_anywhere() -> None:
    whole = sold(UMBRELLA, TEA, shipping_fen=500)

    back = refunded(whole, "cancelled", (0, 10_000), (1, 3_333), sent=True, wu=500, li=500)

    assert sums(entries_of(back)) == {}


def test_what_is_settled_is_sold_less_refunds_less_fees() -> None:
    back = refunded(sold(UMBRELLA, shipping_fen=800), "r1", (0, 2_500), wu=300)

    producer, creator = entries_of(settled(back))[-1].shares

    assert (producer.sold_fen, producer.refunded_fen, producer.fee_fen) == (10_800, 2_800, 525)
    assert producer.yours_fen == 10_800 - 2_800 - 525
    assert (creator.owner, creator.yours_fen) == ("creator:lin", 375)


def test_a_refund_after_settlement_is_owed_by_those_who_were_settled() -> None:
    late = refunded(settled(sold(UMBRELLA, TEA), "wu"), "r1", (0, 1_000), (1, 1_000))

    back = next(entry for entry in entries_of(late) if entry.name == "refund.r1")

    assert [(debt.owner, debt.fen) for debt in back.owed] == [
        ("creator:lin", 50),
        ("producer:wu", 930),
    ]


lines = st.lists(
    st.builds(
        lambda seller, value, fee, commission, creators: SoldLine(
            seller,
            value,
            value * fee // 10_000,
            tuple(zip(creators, _shared(value * commission // 10_000, creators), strict=True)),
        ),
        st.sampled_from(["wu", "li", "he"]),
        st.integers(1, 100_000),
        st.integers(0, 3_000),
        st.integers(0, 2_000),
        st.lists(st.sampled_from(["lin", "zhu", "bai"]), unique=True),
    ),
    min_size=1,
    max_size=4,
)


def _shared(fen: int, people: list[str]) -> list[int]:
    return split_fen(fen, [1] * len(people)) if people else []


@st.composite
def lives(draw: st.DrawFn) -> list[SoldOrder]:
    """The versions of one order: refunds of any part at any time, settlements in between."""
    versions = [sold(*draw(lines), shipping_fen=draw(st.integers(0, 2_000)))]
    for number in range(draw(st.integers(0, 6))):
        now = versions[-1]
        if draw(st.booleans()):
            versions.append(
                settled(now, draw(st.sampled_from([part.seller_id for part in now.parts])))
            )
            continue
        i = draw(st.integers(0, len(now.lines) - 1))
        left = now.lines[i].value_fen - _given_back(now, i)
        if left:
            versions.append(refunded(now, f"r{number}", (i, draw(st.integers(1, left)))))
    return versions


def _given_back(order: SoldOrder, i: int) -> int:
    return sum(fen for back in order.refunds for number, fen in back.lines if number == i)


@given(lives())
def test_every_fen_is_in_exactly_one_place(versions: list[SoldOrder]) -> None:
    last = versions[-1]
    found = sums(entries_of(sent(last)))
    back_fen = sum(refund.fen for refund in last.refunds)

    assert sum(found.values()) == 0
    assert sum(found.get(account, 0) for account in CASH) == last.total_fen - back_fen
    assert not any(found.get(account) for account in CLEARING)


@given(lives())
def test_an_entry_never_changes_once_it_is_there(versions: list[SoldOrder]) -> None:
    journal: dict[str, Entry] = {}

    for version in versions:
        for entry in entries_of(version):
            assert journal.setdefault(entry.name, entry) == entry


@given(lives(), st.randoms(use_true_random=False))
def test_changes_in_any_order_and_any_number_of_times_make_the_same_journal(
    versions: list[SoldOrder], dice: random.Random
) -> None:
    changes = list(zip([None, *versions], versions, strict=False)) * 2
    dice.shuffle(changes)

    journal = {entry.name: entry for old, new in changes for entry in new_entries(old, new)}

    assert journal == {entry.name: entry for entry in entries_of(versions[-1])}


@given(lines, st.data())
def test_partial_refunds_of_all_there_is_end_exactly_at_nothing(
    sold_lines: list[SoldLine], data: st.DataObject
) -> None:
    order, number = sold(*sold_lines), 0

    for i, line in enumerate(sold_lines):
        left = line.value_fen
        while left:
            fen = data.draw(st.integers(max(1, left // 3), left))
            order, left, number = refunded(order, f"r{number}", (i, fen)), left - fen, number + 1

    assert sums(entries_of(sent(order))) == {}
    assert sums(entries_of(sent(settled(order)))) == {}
