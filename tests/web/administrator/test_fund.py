"""The protection fund's page: what was paid in, what it paid for, and who may say so."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, ledger
from chalicelib.errors import Invalid, Refused
from chalicelib.governance import movements_of_fund, pay_into_fund, project_fund, this_year
from chalicelib.ledger import JournalEntry
from tests.client import Client
from tests.people import SignIn


def covered(order_id: str, name: str, fen: int) -> ledger.Entry:
    """What the ledger books when the fund pays a part of a refund."""
    postings = (ledger.Posting("producer:wu:reserve", -fen), ledger.Posting(ledger.FUND, fen))
    return ledger.Entry(order_id, name, clock.now() + timedelta(seconds=1), postings)


def hear(app: Any, *entries: JournalEntry) -> None:
    from tests.streams import stream

    for _ in range(2):
        assert app.handler_map["note_fund"](
            stream(*((None, entry) for entry in entries)), None
        ) == {"batchItemFailures": []}


def test_what_was_paid_in_stands_in_the_book_once(app: Any, ada: Client) -> None:
    answer = ada.post("/fund", amount="1000", reference="2026112200017")
    ada.post("/fund", amount="1000", reference="2026112200017")

    assert "Recorded" in ada.follow(answer).body
    hear(app, *JournalEntry.scan())

    assert [
        (movement.fen, movement.reference) for movement in movements_of_fund(this_year()).items
    ] == [(100_000, "2026112200017")]
    assert "2026112200017" in ada.get("/fund").body


def test_a_reference_counts_with_one_amount_only(ada: Client) -> None:
    ada.post("/fund", amount="1000", reference="2026112200017")

    answer = ada.post("/fund", amount="999", reference="2026112200017")

    assert answer.status_code == 409
    assert "was already recorded with a different amount." in answer.body


@pytest.mark.parametrize(
    ("amount", "reference", "field"),
    [("", "20261122", "amount"), ("0", "20261122", "amount"), ("1", "!!", "reference")],
)
def test_a_bad_form_comes_back(ada: Client, amount: str, reference: str, field: str) -> None:
    answer = ada.post("/fund", amount=amount, reference=reference)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.body
    assert not list(JournalEntry.scan())


def test_nothing_and_too_much_are_not_recorded() -> None:
    for fen in (0, -1, 100_000_000):
        with pytest.raises(Invalid):
            pay_into_fund("20261122", fen, by="zhao")
    pay_into_fund("20261122", 1, by="zhao")
    with pytest.raises(Refused):
        pay_into_fund("20261122", 2, by="zhao")


def test_the_book_names_the_claims_that_the_fund_paid_for(
    signed_in_as: SignIn, ada: Client
) -> None:
    ledger.post_fund_paid_in("20261122", 5000)
    for entry in (
        covered("gmei.form-1", "covered.claim.0.1.producer:wu", 700),
        covered("gmei.form-2", "covered.goodwill.producer:wu", 50),
        ledger.Entry(
            "x", "paid", clock.now(), ledger.two_postings(ledger.CASH_BANK, ledger.FEE, 1)
        ),
    ):
        project_fund(entry)
        project_fund(entry)

    found = movements_of_fund(this_year()).items

    assert {(movement.fen, movement.claim_id, movement.order_id) for movement in found} == {
        (-700, "gmei.form-1.0.1", "gmei.form-1"),
        (-50, "", "gmei.form-2"),
    }
    officer = signed_in_as("governance:*")
    assert 'href="/review/claims/gmei.form-1.0.1"' in officer.get("/fund").body
    assert 'href="/review/claims/' not in ada.get("/fund").body
    assert 'action="/fund"' not in officer.get("/fund").body
    assert officer.post("/fund", amount="1", reference="20261122").status_code == 404
    assert officer.get("/fund?year=1999").status_code == 404
