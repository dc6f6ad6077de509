"""The reviewer's pages of disputes: which wait, what both sides say of one, and the decision on it."""

from chalicelib.governance import EvidenceForm, add_sellers_evidence
from chalicelib.orders import any_order
from tests.client import Client
from tests.governance.claims import claimed, disputed, now_of, refunds
from tests.people import WU, SignIn


def test_the_queue_parts_what_is_ready_from_what_is_still_being_heard(reviewer: Client) -> None:
    assert "No dispute is waiting for a decision." in reviewer.get("/review/claims").body
    claim = disputed()

    early = reviewer.get("/review/claims").body
    add_sellers_evidence(claim.claim_id, EvidenceForm("s1", is_all=True), seller_id=WU)
    late = reviewer.get("/review/claims").body

    assert f'href="/review/claims/{claim.claim_id}"' in early
    assert "Both sides are adding evidence" in early
    assert "Waiting for a decision, oldest first" in late


def test_a_dispute_shows_the_delivery_and_what_both_sides_say(reviewer: Client) -> None:
    claim = disputed()
    path = f"/review/claims/{claim.claim_id}"
    assert "Both sides can add evidence until" in reviewer.get(path).body
    add_sellers_evidence(claim.claim_id, EvidenceForm("s1", "没问题", is_all=True), seller_id=WU)

    page = reviewer.get(path).body

    assert "<dt>Delivery status</dt>" in page
    assert "照片里看得很清楚" in page
    assert "没问题" in page
    assert f'action="{path}/decide"' in page


def test_a_decision_leaves_the_queue_and_pays_once(reviewer: Client) -> None:
    claim = disputed()
    path = f"/review/claims/{claim.claim_id}"
    add_sellers_evidence(claim.claim_id, EvidenceForm("s1", is_all=True), seller_id=WU)

    for _ in range(2):
        answer = reviewer.post(f"{path}/decide", verdict="part", amount="2.50", reason="both")
        assert answer.location == "/review/claims?done=decided"

    assert refunds(claim.order_id) == [("claim.0.1", 250, True)]
    assert now_of(claim).decided_by == "p-governance-all"
    assert path not in reviewer.get("/review/claims").body
    assert "/decide" not in reviewer.get(path).body


def test_a_claim_that_is_no_dispute_is_not_the_platforms_to_decide(reviewer: Client) -> None:
    claim = claimed()
    path = f"/review/claims/{claim.claim_id}"

    answer = reviewer.post(f"{path}/decide", verdict="full", reason="shown")

    assert answer.status_code == 409
    assert "/decide" not in reviewer.get(path).body
    assert now_of(claim).state == "opened"


def test_only_a_reviewer_sees_disputes(signed_in_as: SignIn) -> None:
    claim = disputed()

    for role in ("producer:wu", "administrator:*"):
        other = signed_in_as(role)
        assert other.get("/review/claims").status_code == 404
        assert other.get(f"/review/claims/{claim.claim_id}").status_code == 404


def test_a_decision_that_is_not_whole_comes_back(reviewer: Client) -> None:
    claim = disputed()
    add_sellers_evidence(claim.claim_id, EvidenceForm("s1", is_all=True), seller_id=WU)
    path = f"/review/claims/{claim.claim_id}/decide"

    nothing = reviewer.post(path)
    part = reviewer.post(path, verdict="part", amount="", reason="both")

    assert (nothing.status_code, part.status_code) == (422, 422)
    assert 'href="#verdict"' in nothing.body
    assert 'href="#reason"' in nothing.body
    assert 'href="#amount"' in part.body


def test_nobody_decides_before_both_were_heard(reviewer: Client) -> None:
    claim = disputed()

    answer = reviewer.post(
        f"/review/claims/{claim.claim_id}/decide", verdict="full", reason="shown"
    )

    assert answer.status_code == 409
    assert any_order(claim.order_id).refunds is None
