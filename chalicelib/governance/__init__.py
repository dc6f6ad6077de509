"""Governance: what may be shown, and what becomes of a buyer's claim when buyer and seller do not agree."""

from chalicelib.governance.claims.answer import (
    accept_claim,
    decline_claim,
    offer_part,
    take_offer,
    withdraw_claim,
)
from chalicelib.governance.claims.find import (
    any_claim,
    buyers_claim,
    claims_against,
    claims_waiting_for,
    disputes_to_decide,
    may_be_decided,
    open_disputes,
    sellers_claim,
)
from chalicelib.governance.claims.make import ClaimForm, claim, claimable, claims_of, sub_order_with
from chalicelib.governance.claims.sweep import sweep_claims
from chalicelib.governance.disputes import (
    EvidenceForm,
    Verdict,
    add_buyers_evidence,
    add_sellers_evidence,
    decide,
    dispute_claim,
)
from chalicelib.governance.fund import (
    fund_balance_fen,
    movements_of_fund,
    pay_into_fund,
    project_fund,
    this_year,
)
from chalicelib.governance.models import Claim
from chalicelib.governance.review import approve, reject, remove_listing, review_queue
from chalicelib.governance.rules import (
    LATE_AFTER,
    MOST_ENTRIES,
    PART,
    REASONS,
    SELLER_TIME,
    VERDICT_REASONS,
    VERDICTS,
    claim_window_ends,
    refundable_fen,
)

__all__ = [
    "LATE_AFTER",
    "MOST_ENTRIES",
    "PART",
    "REASONS",
    "SELLER_TIME",
    "VERDICTS",
    "VERDICT_REASONS",
    "Claim",
    "ClaimForm",
    "EvidenceForm",
    "Verdict",
    "accept_claim",
    "add_buyers_evidence",
    "add_sellers_evidence",
    "any_claim",
    "approve",
    "buyers_claim",
    "claim",
    "claim_window_ends",
    "claimable",
    "claims_against",
    "claims_of",
    "claims_waiting_for",
    "decide",
    "decline_claim",
    "dispute_claim",
    "disputes_to_decide",
    "fund_balance_fen",
    "may_be_decided",
    "movements_of_fund",
    "offer_part",
    "open_disputes",
    "pay_into_fund",
    "project_fund",
    "refundable_fen",
    "reject",
    "remove_listing",
    "review_queue",
    "sellers_claim",
    "sub_order_with",
    "sweep_claims",
    "take_offer",
    "this_year",
    "withdraw_claim",
]
