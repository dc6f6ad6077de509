"""Claims in the audit log: who decided what, as it was before and after; nobody's words but the deciders'."""

from typing import Any

import pytest

from chalicelib import clock
from chalicelib.accounts import AuditEntry, audit_entries
from chalicelib.governance import (
    EvidenceForm,
    Verdict,
    add_sellers_evidence,
    decide,
    decline_claim,
    dispute_claim,
    offer_part,
    pay_into_fund,
    sweep_claims,
    take_offer,
)
from infra.local.delivery.deliver import Delivery, delivery_for
from tests.governance.claims import DAYS, claimed, disputed
from tests.people import MEI, WU, SignIn


@pytest.fixture
def delivery(app: Any) -> Delivery:
    """The streams of the fair, with nothing on its way."""
    ready = delivery_for(app)
    ready.deliver_all()
    return ready


def told_of(table: str) -> list[AuditEntry]:
    """What the log says of a table, the first entry first."""
    return [entry for entry in reversed(audit_entries().items) if entry.table_name == table]


def acts() -> list[tuple[str, str]]:
    return [(entry.actor, entry.after.get("state", "")) for entry in told_of("claims")]


def test_a_dispute_and_its_decision_are_told_with_their_actors(delivery: Delivery) -> None:
    claim = claimed(text="两个都碎了")
    decline_claim(claim.claim_id, "完好无损", seller_id=WU, by="pwu")
    dispute_claim(claim.claim_id, EvidenceForm("d1", "照片", is_all=True), buyer_id=MEI)
    add_sellers_evidence(claim.claim_id, EvidenceForm("s1", is_all=True), seller_id=WU, by="pwu")
    decide(claim.claim_id, Verdict("part", "shown", 400), by="zhao")

    delivery.deliver_all()

    assert acts() == [
        (MEI, "opened"),
        ("pwu", "declined"),
        (MEI, "disputed"),
        ("zhao", "decided"),
        ("zhao", "closed"),
    ]
    entries = told_of("claims")
    assert entries[1].before["state"] == "opened"
    assert entries[1].after["reply"] == "完好无损"
    assert (entries[3].after["outcome"], entries[3].after["granted_fen"]) == ("part", 400)
    assert entries[4].after["refunded_fen"] == 400
    assert not any("碎" in str(entry.after) + str(entry.before) for entry in entries)


def test_an_offer_that_was_taken_is_told(delivery: Delivery) -> None:
    claim = offer_part(claimed().claim_id, 400, "", seller_id=WU)
    take_offer(claim.claim_id, buyer_id=MEI)

    delivery.deliver_all()

    assert acts()[1:3] == [(WU, "offered"), (MEI, "decided")]


def test_silence_is_nobodys_act(delivery: Delivery) -> None:
    claimed()

    sweep_claims(clock.now() + 3 * DAYS)
    delivery.deliver_all()

    assert acts()[1:] == [("schedule", "decided"), ("schedule", "closed")]


def test_what_is_paid_into_the_fund_is_told_with_who_said_so(delivery: Delivery) -> None:
    pay_into_fund("20261122", 500, by="zhao")

    delivery.deliver_all()

    (entry,) = told_of("fund_entries")
    assert (entry.actor, entry.after["fen"]) == ("zhao", 500)


def test_the_page_shows_the_claim_by_its_order(delivery: Delivery, signed_in_as: SignIn) -> None:
    claim = disputed()
    sweep_claims(clock.now() + 30 * DAYS)
    delivery.deliver_all()

    page = signed_in_as("administrator:*").get("/audit").body

    assert f"order {claim.order_id.partition('.')[2][:12]}" in page
    assert "Result:" not in page  # nobody has decided it yet
