"""Bank transfers: each line of the bank is booked once, and every fen of it is in one place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import clock, ledger, payments
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.ledger import JournalEntry
from chalicelib.orders import (
    Order,
    cancel_order,
    expire_order,
    number_of,
    order_from_image,
    orders_numbered,
)
from chalicelib.payments import BankLine, ReceivedPayment, book, finish_assignment, post_bank_line
from chalicelib.payments.errands import no_longer_open, send_by_hand
from chalicelib.payments.quarantine import carry_on
from chalicelib.store import put_object
from tests.costs import assert_cost
from tests.goods import again, buy, held_pears, left, pears, registered_number, shipped, stocked
from tests.orders.twins import with_twin
from tests.payments.bank.files import posted, uploaded
from tests.payments.stripe.fair import stripe_fair
from tests.people import MEI
from tests.proof.wire import troubled

__all__ = ["stripe_fair"]

HEAD = "日期,流水号,金额,付款人,附言\n"


@pytest.fixture
def held() -> Order:
    return held_pears("bank", left=3)


def came(*lines: tuple[str, str]) -> list[BankLine]:
    """A statement of these amounts and remarks is uploaded and posted; its lines as they stand then."""
    text = HEAD + "".join(
        f"2026-11-20,S{i},{yuan},张梅,{remark}\n" for i, (yuan, remark) in enumerate(lines)
    )
    return [BankLine.find(placed.line_id) for placed in posted(text).rows]


def code(order: Order) -> str:
    return registered_number(order)


def states(*lines: BankLine) -> list[str]:
    return [BankLine.find(line.line_id).state for line in lines]


def balances() -> dict[str, int]:
    """All accounts, from the journal alone."""
    sums: dict[str, int] = {}
    for entry in JournalEntry.scan():
        for posting in entry.postings:
            sums[posting.account] = sums.get(posting.account, 0) + int(posting.fen)
    return {account: fen for account, fen in sums.items() if fen}


def keep_books(*orders: Order) -> None:
    """What the streams' jobs do, each twice."""
    for _ in range(2):
        for line in BankLine.scan():
            book(line.line_id)
            finish_assignment(line.line_id)
        for line in BankLine.scan():
            post_bank_line(line)
        for order in orders:
            ledger.post_order(None, again(order).serialize())


@pytest.mark.parametrize(("left", "days"), [(30, 3), (10, 1)])
def test_beginning_gives_a_code_and_days_by_what_is_left(left: int, days: int) -> None:
    held = held_pears("bank", left=left)

    path = payments.begin(held).path

    assert path == f"/pay/{held.order_id}"
    assert orders_numbered(number_of(held.order_id)) == [held.order_id]
    assert held.expires_at - held.placed_at == timedelta(days=days)


def test_a_transfer_with_its_code_pays_the_order(held: Order) -> None:
    (line,) = came(("10.00", f"货款 {code(held)}"))

    assert line.state == "taken"
    assert again(held).state == "confirmed"
    keep_books(held)
    assert balances()["cash:bank"] == 1000
    assert "suspense" not in balances()


def test_the_same_file_twice_books_nothing_twice(held: Order) -> None:
    first = came(("10.00", code(held)), ("3.00", "?"))
    preview = uploaded(f"{HEAD}2026-11-20,S0,10.00,张梅,{code(held)}\n2026-11-20,S9,1.00,a,b\n")
    statement_id = preview.statement.statement_id
    booked = payments.post_statement(statement_id, by="ada")
    booked_again = payments.post_statement(statement_id, by="ada")

    assert (booked, booked_again) == (1, 0)
    assert [placed.line_id for placed in preview.rows if not placed.is_new] == [first[0].line_id]
    assert len(list(BankLine.scan())) == 3
    keep_books(held)
    assert balances()["cash:bank"] == 1400
    assert balances()["suspense"] == -400


def test_a_file_that_was_changed_after_its_preview_books_nothing(
    held: Order, caplog: pytest.LogCaptureFixture
) -> None:
    line = f"{HEAD}2026-11-20,S0,1.00,张梅,{code(held)}\n"
    statement_id = uploaded(line).statement.statement_id
    put_object(
        f"private/statements/{statement_id}.csv",
        line.replace("1.00", "900000.00").encode(),
        content_type="text/csv",
    )

    with pytest.raises(NotFound):
        payments.post_statement(statement_id, by="ada")

    assert not list(BankLine.scan())
    assert "statement is not what was uploaded" in caplog.text


def test_a_statement_posted_by_many_at_once_is_booked_once(held: Order) -> None:
    text = f"{HEAD}2026-11-20,S0,12.00,张梅,{code(held)}\n"
    statement_id = uploaded(text).statement.statement_id

    with ThreadPoolExecutor(6) as pool:
        booked = list(pool.map(lambda _: payments.post_statement(statement_id, by="ada"), range(6)))

    assert sum(booked) == 1
    assert again(held).state == "confirmed"
    keep_books(held)
    assert balances()["cash:bank"] == 1200


def test_a_crash_after_the_line_was_kept_is_mended_by_its_job(held: Order) -> None:
    line = BankLine(
        "l1",
        statement_id="s1",
        at=clock.now(),
        fen=1200,
        remark=code(held),
        payer="",
        state="new",
    )
    line.save()  # and here the page died

    keep_books(held)

    assert states(line) == ["taken"]
    assert again(held).state == "confirmed"
    assert balances()["suspense"] == -200


def test_what_is_too_much_pays_the_order_and_the_rest_waits(held: Order) -> None:
    (line,) = came(("12.50", code(held)))

    rest = payments.in_suspense().items
    assert line.state == "taken"
    assert again(held).state == "confirmed"
    assert [(line.fen, line.reason, line.order_id) for line in rest] == [
        (250, "too-much", held.order_id)
    ]


def test_one_transfer_for_two_orders_is_split_where_it_fits(held: Order) -> None:
    other = buy(pears(1), form_key="form-2", method="bank")

    (line,) = came(("15.00", f"{code(held)} {code(other)}"))

    assert (line.state, line.order_ids) == ("taken", [held.order_id, other.order_id])
    assert [again(order).state for order in (held, other)] == ["confirmed", "confirmed"]
    keep_books(held, other)
    assert balances()["cash:bank"] == 1500
    assert "suspense" not in balances()


@pytest.mark.parametrize("yuan", ["14.99", "15.01", "10.00"])
def test_one_transfer_for_two_orders_that_does_not_fit_waits(held: Order, yuan: str) -> None:
    other = buy(pears(1), form_key="form-2", method="bank")

    (line,) = came((yuan, f"{code(held)} {code(other)}"))

    assert (line.state, line.reason) == ("suspense", "two-codes")
    assert [again(order).state for order in (held, other)] == ["held", "held"]


def test_of_two_orders_the_one_that_takes_no_money_leaves_its_part_waiting(held: Order) -> None:
    other = buy(pears(1), form_key="form-2", method="bank")
    cancel_order(other.order_id, buyer_id=MEI)

    (line,) = came(("15.00", f"{code(other)} {code(held)}"))

    (rest,) = payments.in_suspense().items
    assert (line.state, again(held).state) == ("taken", "confirmed")
    assert (int(rest.fen), rest.order_id) == (500, other.order_id)
    keep_books(held, other)
    assert balances()["cash:bank"] == 1500
    assert balances()["suspense"] == -500


def test_two_parts_that_make_the_total_pay_it(held: Order) -> None:
    first, second = came(("6.00", code(held)), ("4.00", "余款"))
    with pytest.raises(Refused, match=r"^does-not-fit"):
        payments.assign_line(first.line_id, held.order_id, by="ada")

    payments.assign_line(second.line_id, payments.order_named(code(held)), by="ada")

    assert states(first, second) == ["taken", "taken"]
    assert again(held).state == "confirmed"
    assert payments.in_suspense().items == []
    keep_books(held)
    assert balances()["cash:bank"] == 1000
    assert "suspense" not in balances()


def test_money_without_a_code_waits_until_somebody_knows_its_order(held: Order) -> None:
    (line,) = came(("10.00", "谢谢"))
    waiting = states(line)

    payments.assign_line(line.line_id, held.order_id, by="ada")

    assert waiting == ["suspense"]
    assert states(line) == ["taken"]
    with pytest.raises(Refused, match="not-in-suspense"):
        payments.return_line(line.line_id, by="ada")


def test_money_that_was_sent_back_pays_no_order(held: Order) -> None:
    (line,) = came(("10.00", "谢谢"))
    payments.return_line(line.line_id, by="bob")

    with pytest.raises(Refused, match="not-in-suspense"):
        payments.assign_line(line.line_id, held.order_id, by="ada")

    assert states(line) == ["returned"]
    assert again(held).state == "held"


def test_what_the_payment_service_paid_out_leaves_its_account_for_the_bank(
    stripe_fair: None,
) -> None:
    (line,) = came(("97.10", "STRIPE PAYOUT"))

    known = [payments.know_as_providers(line.line_id, by=who) for who in ("ada", "bob")]

    assert [(line.state, line.by) for line in known] == [("from-provider", "ada")] * 2
    assert payments.in_suspense().items == []
    keep_books()
    assert balances() == {"cash:bank": 9_710, "cash:stripe": -9_710}


def test_a_line_that_has_gone_elsewhere_is_not_the_payment_services(
    stripe_fair: None, held: Order
) -> None:
    given, returned = came(("10.00", "谢谢"), ("3.00", "?"))
    payments.assign_line(given.line_id, held.order_id, by="ada")
    payments.return_line(returned.line_id, by="ada")

    for line in (given, returned):
        with pytest.raises(Refused, match="not-in-suspense"):
            payments.know_as_providers(line.line_id, by="ada")

    assert states(given, returned) == ["taken", "returned"]


def test_the_payment_services_money_goes_nowhere_else(stripe_fair: None, held: Order) -> None:
    (line,) = came(("10.00", "STRIPE PAYOUT"))
    payments.know_as_providers(line.line_id, by="ada")

    with pytest.raises(Refused, match="not-in-suspense"):
        payments.assign_line(line.line_id, held.order_id, by="ada")
    with pytest.raises(Refused, match="not-in-suspense"):
        payments.return_line(line.line_id, by="ada")

    assert again(held).state == "held"


def test_a_fair_without_a_payment_service_has_no_money_from_it() -> None:
    (line,) = came(("10.00", "STRIPE PAYOUT"))

    with pytest.raises(NotFound):
        payments.know_as_providers(line.line_id, by="ada")

    assert states(line) == ["suspense"]


def test_knowing_a_line_as_the_payment_services_costs_four_units(stripe_fair: None) -> None:
    (line,) = came(("10.00", "STRIPE PAYOUT"))
    post_bank_line(line)

    with assert_cost(writes=2, reads=1):
        known = payments.know_as_providers(line.line_id, by="ada")
    with assert_cost(writes=2, reads=1):
        post_bank_line(known)  # looks for what it posted before


def test_money_is_given_away_once_however_many_try(stripe_fair: None, held: Order) -> None:
    other = buy(pears(1), form_key="form-2", method="bank")
    (line,) = came(("10.00", "谢谢"))

    def one(what: int) -> bool:
        try:
            if what % 3 == 1:
                payments.assign_line(line.line_id, held.order_id, by="ada")
            elif what % 3:
                payments.know_as_providers(line.line_id, by="eve")
            else:
                payments.return_line(line.line_id, by="bob")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))

    assert (states(line) == ["taken"]) == (again(held).paid_at is not None)
    keep_books(held, other)
    gone = states(line) == ["returned"]
    assert balances().get("cash:bank", 0) == (0 if gone else 1000)
    assert balances().get("cash:stripe", 0) == (-1000 if states(line) == ["from-provider"] else 0)
    assert "suspense" not in balances()


def test_an_order_that_takes_no_money_any_more_leaves_it_where_it_was(held: Order) -> None:
    (line,) = came(("10.00", "谢谢"))
    cancel_order(held.order_id, buyer_id=MEI)

    with pytest.raises(Refused, match="payment-does-not-fit"):
        payments.assign_line(line.line_id, held.order_id, by="ada")

    assert states(line) == ["suspense"]
    assert payments.in_suspense().items[0].reason == "payment-does-not-fit"
    payments.return_line(line.line_id, by="ada")
    payments.return_line(line.line_id, by="ada")
    keep_books(held)
    assert balances() == {}


def test_a_crash_after_an_assignment_was_begun_is_mended_by_its_job(held: Order) -> None:
    first, second = came(("6.00", code(held)), ("4.00", "余款"))
    for line in (first, second):
        line.state, line.lead, line.waiting = "claimed", second.line_id, None
        line.order_id = held.order_id
    second.parts, second.tries = [second.line_id, first.line_id], 1
    first.save()
    second.save()  # and here the page died

    keep_books(held)

    assert states(first, second) == ["taken", "taken"]
    assert again(held).state == "confirmed"


def test_a_transfer_for_an_expired_order_takes_the_goods_again_or_waits(held: Order) -> None:
    other = buy(pears(1), form_key="form-2", method="bank")
    for order in (held, other):
        expire_order(order.order_id, now=order.placed_at + timedelta(days=4))
    buy(pears(2), form_key="form-3")

    late, in_time = came(("10.00", code(held)), ("5.00", code(other)))

    assert (late.state, late.reason) == ("suspense", "sold-out")
    assert in_time.state == "taken"
    assert left("pear") == 0


def test_a_transfer_for_an_order_that_is_paid_in_another_way_waits(held: Order) -> None:
    remark = code(held)
    payments.change_way(held.order_id, buyer_id=MEI, method="sandbox")

    (line,) = came(("10.00", remark))

    assert (line.state, line.reason) == ("suspense", "pays-otherwise")
    assert again(held).state == "held"


def test_a_couriers_batch_is_matched_by_its_number_once() -> None:
    stocked("pear")
    order = buy(pears(2))
    shipped(order)
    payments.receive_cash(order.order_id, seller_id="wu", receipt="sf-cod 20261120")
    payments.project_batches(order_from_image(again(order).serialize()))

    right, twice, wrong = came(
        ("10.00", "代收货款SF-COD20261120"), ("10.00", "SF-COD20261120"), ("9.99", "SF-COD20261120")
    )

    assert states(right, twice, wrong) == ["remitted", "suspense", "suspense"]
    keep_books(order)
    assert balances()["cash:bank"] == 2999
    assert "cod_in_transit" not in balances()


def test_refunds_of_transfers_wait_for_a_person_and_are_sent_once(held: Order) -> None:
    came(("10.00", code(held)))
    payments.call_off(held.order_id, buyer_id=MEI)
    payments.send_refunds(again(held))

    (errand,) = payments.errands().items
    unsent = again(held).refunds[0].sent_at
    payments.sent_by_hand(errand.errand_key)

    assert errand.fen == 1000
    assert unsent is None
    assert again(held).refunds[0].sent_at is not None
    assert payments.errands().items == []
    payments.sent_by_hand(errand.errand_key)
    with pytest.raises(NotFound):
        payments.sent_by_hand("never asked")


@pytest.mark.parametrize("first", ["done", "asked"])
def test_a_job_that_is_slow_asks_nobody_for_what_was_sent_meanwhile(
    held: Order, first: str
) -> None:
    came(("10.00", code(held)))
    payments.call_off(held.order_id, buyer_id=MEI)
    seen_by_the_job = again(held)
    (errand,) = payments.errands().items

    steps = [
        lambda: payments.sent_by_hand(errand.errand_key),
        lambda: payments.send_refunds(seen_by_the_job),
    ]
    for step in [*(steps if first == "done" else reversed(steps)), *steps]:
        step()

    assert payments.errands().items == []


def test_asking_a_person_costs_four_units_and_what_is_done_four(held: Order) -> None:
    came(("10.00", code(held)))
    payments.call_off(held.order_id, buyer_id=MEI)
    (errand,) = payments.errands().items

    with assert_cost(writes=4):
        send_by_hand(errand)
    with assert_cost(writes=4):
        no_longer_open(errand)


def test_what_only_its_payments_id_tells_apart_is_asked_for_twice(held: Order) -> None:
    came(("10.00", code(held)))
    payments.take(held.order_id, ReceivedPayment("bank.other", 1000, "CNY", "bank"))
    payments.take(held.order_id, ReceivedPayment("bank.third", 1000, "CNY", "bank"))
    first, second = payments.errands().items

    payments.sent_by_hand(first.errand_key)
    carry_on(first.refund_id.removeprefix("quarantine."))

    assert [errand.errand_key for errand in payments.errands().items] == [second.errand_key]


def test_nobody_is_told_of_orders_that_are_not_there() -> None:
    with pytest.raises(Invalid):
        payments.order_named("CF-AAAA-AAAA")
    with pytest.raises(NotFound):
        payments.preview_statement("../secret")
    with pytest.raises(NotFound):
        payments.preview_statement("0" * 24)


def test_a_transfer_that_the_buyer_overtakes_with_another_way_waits(held: Order) -> None:
    def pay_otherwise() -> None:
        payments.change_way(held.order_id, buyer_id=MEI, method="sandbox")

    with troubled() as way:
        way.which_write = b"paid_at"
        way.before_a_write = pay_otherwise
        (line,) = came(("10.00", code(held)))

    assert (line.state, line.reason) == ("suspense", "payment-does-not-fit")
    assert (again(held).state, again(held).payment_method) == ("held", "sandbox")
    with pytest.raises(Refused, match="pays-otherwise"):
        payments.assign_line(line.line_id, held.order_id, by="ada")
    payments.change_way(held.order_id, buyer_id=MEI, method="bank")
    payments.assign_line(line.line_id, held.order_id, by="ada")
    assert again(held).state == "confirmed"


def test_money_for_a_number_that_two_orders_share_waits_for_a_person(held: Order) -> None:
    number = code(held)
    with_twin(held, "gli.2")

    (line,) = came(("10.00", number))

    assert line.state == "suspense"
    assert again(held).state == "held"
    with pytest.raises(Invalid) as invalid:
        payments.order_named(number)
    assert invalid.value.problems["order"].message_id == "number-is-shared"
    payments.assign_line(line.line_id, payments.order_named(held.order_id), by="ada")
    assert again(held).state == "confirmed"
