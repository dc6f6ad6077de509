"""Jobs on the stream of bank lines: what a page that died has left undone, also for an order whose hold was over."""

from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.ledger import entries_about
from chalicelib.orders import Order
from chalicelib.payments import BankLine
from tests.goods import again, held_pears, registered_number
from tests.jobs.shelves import SHELVES, in_all, over
from tests.streams import hear, stream


def came(fen: int, remark: str, line_id: str = "l1") -> BankLine:
    """A line that was kept, and there the page died."""
    line = BankLine(
        line_id,
        statement_id="s1",
        at=clock.now(),
        fen=fen,
        remark=remark,
        payer="",
        state="new",
    )
    line.save()
    return line


def mend(app: Any, *lines: BankLine) -> list[str]:
    """The job hears of each line twice; the states in which they end."""
    for line in lines * 2:
        answer = hear(app, "mend_bank_lines", stream((None, line)))
        assert answer == {"batchItemFailures": []}
    return [BankLine.find(line.line_id).state for line in lines]


def code(order: Order) -> str:
    return registered_number(order)


def held(**facts: Any) -> Order:
    """Two pears that are to be paid by transfer."""
    return held_pears("bank", **facts)


def test_a_transfer_that_was_kept_and_not_booked_pays_its_order_and_the_rest_waits(
    app: Any,
) -> None:
    order = held()

    assert mend(app, came(1_200, code(order))) == ["taken"]

    (rest,) = payments.in_suspense().items
    assert again(order).state == "confirmed"
    assert (rest.fen, rest.reason) == (200, "too-much")


def test_a_line_that_names_nothing_waits_for_a_person_and_stands_in_the_ledger_once(
    app: Any,
) -> None:
    line = came(1_200, "谢谢")
    assert mend(app, line) == ["suspense"]

    mend(app, BankLine.find(line.line_id))

    assert [line.reason for line in payments.in_suspense().items] == ["reference-unknown"]
    (entry,) = entries_about(f"suspense.{line.line_id}")
    assert {posting.account: posting.fen for posting in entry.postings} == {
        "cash:bank": 1_200,
        "suspense": -1_200,
    }


def test_a_loss_that_was_kept_and_not_noted_stands_with_its_order_and_in_the_ledger_once(
    app: Any,
) -> None:
    order = held()
    line = came(1_000, code(order))
    line.state, line.order_id, line.ended_at = "lost", order.order_id, clock.now()
    line.save()  # and there the page died

    assert mend(app, line) == ["lost"]

    assert [int(loss.fen) for loss in again(order).chargebacks] == [1_000]
    (entry,) = entries_about(f"taken-back.{line.line_id}")
    assert {posting.account: posting.fen for posting in entry.postings} == {
        "platform:fee": 1_000,
        "cash:bank": -1_000,
    }


@pytest.mark.parametrize("shelf", SHELVES)
def test_a_transfer_after_the_hold_takes_the_goods_again_however_they_are_sold_now(
    app: Any, shelf: str
) -> None:
    order = over("bank", shelf)
    before = in_all()

    state = mend(app, came(int(order.total_fen), code(order)))

    assert state == ["taken"]
    assert again(order).state == "confirmed"
    assert in_all() == before - int(order.lines[0].quantity)
