"""Disputes: both sides are heard, one officer decides, and the money follows the decision."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.governance import (
    Claim,
    EvidenceForm,
    Verdict,
    accept_claim,
    add_buyers_evidence,
    add_sellers_evidence,
    decide,
    dispute_claim,
    disputes_to_decide,
    may_be_decided,
    offer_part,
    open_disputes,
)
from chalicelib.governance.rules import EVIDENCE_TIME
from chalicelib.orders import WantedLine, any_order
from tests.goods import delivered, stocked
from tests.governance.claims import DAYS, claimed, declined, disputed, now_of, photo, refunds
from tests.people import MEI, WU

ALL_OF_IT = Verdict("full", "shown")


def heard() -> Claim:
    """A dispute in which both sides have said all."""
    claim = disputed()
    return add_sellers_evidence(
        claim.claim_id, EvidenceForm("s1", "没问题", is_all=True), seller_id=WU
    )


def overdue(claim: Claim) -> Claim:
    """As if the time for evidence were over."""
    claim.ends_at = clock.now() - DAYS
    claim.save()
    return claim


def test_a_refused_buyer_calls_in_the_platform() -> None:
    claim = disputed()

    assert (claim.state, claim.ends_at - claim.disputed_at) == ("disputed", EVIDENCE_TIME)
    assert [(e.side, e.text) for e in claim.evidence] == [("buyer", "照片里看得很清楚")]
    assert [found.claim_id for found in open_disputes().items] == [claim.claim_id]


def test_an_offer_may_be_disputed_too() -> None:
    claim = offer_part(claimed().claim_id, 100, "", seller_id=WU)

    assert (
        dispute_claim(claim.claim_id, EvidenceForm("d1", "太少"), buyer_id=MEI).state == "disputed"
    )


def test_a_dispute_says_what_is_not_right() -> None:
    claim = declined()

    with pytest.raises(Invalid) as refused:
        dispute_claim(claim.claim_id, EvidenceForm("d1", "", photo()), buyer_id=MEI)

    assert refused.value.problems["text"].message_id == "evidence-missing"


def test_the_same_form_is_heard_once() -> None:
    claim = disputed(is_all=False)
    more = EvidenceForm("b2", "还有一张", photo())

    dispute_claim(claim.claim_id, EvidenceForm("d1", "照片里看得很清楚"), buyer_id=MEI)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _added_or_refused(claim, more), range(4)))

    assert [e.form_key for e in now_of(claim).evidence] == ["d1", "b2"]


def _added_or_refused(claim: Claim, form: EvidenceForm) -> None:
    add_buyers_evidence(claim.claim_id, form, buyer_id=MEI)


def test_each_side_speaks_three_times_at_most() -> None:
    claim = disputed(is_all=False)
    for i in range(2):
        add_buyers_evidence(claim.claim_id, EvidenceForm(f"b{i}", "再补充"), buyer_id=MEI)

    with pytest.raises(Refused, match="evidence-is-over"):
        add_buyers_evidence(claim.claim_id, EvidenceForm("b9", "再补充"), buyer_id=MEI)

    add_sellers_evidence(claim.claim_id, EvidenceForm("s1", "没问题"), seller_id=WU)
    assert now_of(claim).seller_entries == 1


def test_who_has_said_all_says_no_more_and_nobody_speaks_after_a_week() -> None:
    claim = disputed()
    with pytest.raises(Refused):
        add_buyers_evidence(claim.claim_id, EvidenceForm("b2", "还有"), buyer_id=MEI)

    overdue(claim)

    with pytest.raises(Refused):
        add_sellers_evidence(claim.claim_id, EvidenceForm("s1", "还有"), seller_id=WU)


def test_evidence_shows_no_photo_of_others() -> None:
    claim = disputed()
    photo("of-the-buyer")

    with pytest.raises(Invalid):
        add_sellers_evidence(claim.claim_id, EvidenceForm("s1", "", "of-the-buyer"), seller_id=WU)
    photo("of-wu", owner_id=WU)
    add_sellers_evidence(claim.claim_id, EvidenceForm("s2", "", "of-wu"), seller_id=WU)

    assert now_of(claim).evidence[-1].photo_id == "of-wu"


def test_a_dispute_is_decided_when_both_have_said_all() -> None:
    claim = disputed()
    assert (may_be_decided(claim), disputes_to_decide()) == (False, 0)
    with pytest.raises(Refused, match="claim-is-over"):
        decide(claim.claim_id, ALL_OF_IT, by="officer")

    add_sellers_evidence(claim.claim_id, EvidenceForm("s1", is_all=True), seller_id=WU)
    assert disputes_to_decide() == 1
    closed = decide(claim.claim_id, ALL_OF_IT, by="officer")

    assert (closed.state, closed.outcome, closed.decided_by) == ("closed", "full", "officer")
    assert refunds(claim.order_id) == [("claim.0.1", 1000, True)]
    assert open_disputes().items == []


def test_a_dispute_is_decided_when_the_time_for_evidence_is_over() -> None:
    claim = overdue(disputed())

    decide(claim.claim_id, Verdict("part", "both", 250), by="officer")

    assert refunds(claim.order_id) == [("claim.0.1", 250, True)]


def test_a_buyer_who_is_wrong_gets_nothing() -> None:
    evidence = heard()

    closed = decide(evidence.claim_id, Verdict("none", "not-shown"), by="officer")

    assert (closed.refunded_fen, closed.verdict_reason) == (0, "not-shown")
    assert refunds(evidence.order_id) == []
    assert any_order(evidence.order_id).open_claims is None


def test_a_case_is_decided_once() -> None:
    evidence = heard()
    decide(evidence.claim_id, ALL_OF_IT, by="officer")
    decide(evidence.claim_id, ALL_OF_IT, by="officer")

    with pytest.raises(Refused, match="claim-is-over"):
        decide(evidence.claim_id, Verdict("none", "not-shown"), by="another")

    assert refunds(evidence.order_id) == [("claim.0.1", 1000, True)]


@pytest.mark.parametrize(
    ("verdict", "field"),
    [
        (Verdict("", "shown"), "verdict"),
        (Verdict("full", "because"), "reason"),
        (Verdict("part", "both", 0), "amount"),
        (Verdict("part", "both", 1000), "amount"),
    ],
)
def test_a_decision_is_whole(verdict: Verdict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(heard().claim_id, verdict, by="officer")

    assert field in refused.value.problems


def test_a_seller_may_give_in_before_the_decision() -> None:
    claim = disputed()

    accept_claim(claim.claim_id, seller_id=WU)

    assert open_disputes().items == []
    assert refunds(claim.order_id) == [("claim.0.1", 1000, True)]


def test_the_oldest_dispute_stands_first() -> None:
    first = disputed()
    stocked("tea", price_fen=1000)
    second = disputed_by_li()

    assert [claim.claim_id for claim in open_disputes().items] == [first.claim_id, second.claim_id]


def disputed_by_li() -> Claim:
    claim = declined(delivered(WantedLine("tea", 1, 1000), buyer_id="gli"))
    return dispute_claim(claim.claim_id, EvidenceForm("d1", "不同意"), buyer_id="gli")


@pytest.mark.parametrize("claim_id", ["", ".", "a.b", "a.b.c", "gmei.form-1.0.9"])
def test_there_is_no_decision_on_a_claim_that_never_was(claim_id: str) -> None:
    with pytest.raises(NotFound):
        decide(claim_id, ALL_OF_IT, by="officer")
