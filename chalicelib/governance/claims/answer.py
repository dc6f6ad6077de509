"""What becomes of a claim before anybody is called in: the seller's answer, and what the buyer makes of it."""

from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Problems, Refused
from chalicelib.governance.claims.find import buyers_claim, sellers_claim
from chalicelib.governance.claims.finish import finish_soon
from chalicelib.governance.models import Claim
from chalicelib.governance.rules import (
    ACCEPTED,
    BUYER_TIME,
    CLOSED,
    DECIDED,
    DECLINED,
    FOR_BUYER,
    LONGEST_WORDS,
    OFFER_TAKEN,
    OFFERED,
    OPENED,
    TO_FINISH,
    UNDECIDED,
    WITHDRAWN,
)
from chalicelib.money import yuan
from chalicelib.store import change


def accept_claim(claim_id: str, *, seller_id: str, by: str = "") -> Claim:
    """The seller, or `by` in their name, gives back what was asked, at any moment before a decision; twice is no news.

    Raises NotFound, Refused("claim-is-over").
    """
    claim = sellers_claim(claim_id, [seller_id])
    undecided = Claim.state.is_in(*UNDECIDED)
    asked_fen = int(claim.asked_fen)
    return finish_soon(ended(claim, ACCEPTED, asked_fen, when=undecided, by=by or seller_id))


def offer_part(claim_id: str, fen: int, text: str, *, seller_id: str, by: str = "") -> Claim:
    """The seller offers a part of what was asked; the buyer has a week to take or dispute it. The same offer twice
    is no news. Raises Invalid for "offer" and "reply", NotFound, Refused("claim-is-over")."""
    claim = sellers_claim(claim_id, [seller_id])
    problems = Problems()
    with problems.gathered():
        _check_reply(text, least=0)
    if not 0 < fen < int(claim.asked_fen):
        problems.note("offer", "claim-offer-not-part", most=yuan(int(claim.asked_fen)))
    problems.refuse()
    return _answered(claim, OFFERED, text, by or seller_id, Claim.offered_fen.set(fen))


def decline_claim(claim_id: str, text: str, *, seller_id: str, by: str = "") -> Claim:
    """The seller says no, and why; the buyer has a week to dispute it. The same answer twice is no news.

    Raises Invalid for "reply", NotFound, Refused("claim-is-over").
    """
    claim = sellers_claim(claim_id, [seller_id])
    _check_reply(text, least=1)
    return _answered(claim, DECLINED, text, by or seller_id)


def take_offer(claim_id: str, *, buyer_id: str) -> Claim:
    """The buyer takes the part that was offered; twice is no news. Raises NotFound, Refused("claim-is-over")."""
    claim = buyers_claim(claim_id, buyer_id)
    granted_fen = int(claim.offered_fen or 0)
    is_offered = Claim.state == OFFERED
    return finish_soon(ended(claim, OFFER_TAKEN, granted_fen, when=is_offered, by=buyer_id))


def withdraw_claim(claim_id: str, *, buyer_id: str) -> Claim:
    """The buyer needs nothing any more; twice is no news. Raises NotFound, Refused("claim-is-over")."""
    claim = buyers_claim(claim_id, buyer_id)
    undecided = Claim.state.is_in(*UNDECIDED)
    return finish_soon(ended(claim, WITHDRAWN, 0, when=undecided, by=buyer_id))


def ended(
    claim: Claim, outcome: str, granted_fen: int, *more: Action, when: Condition, by: str
) -> Claim:
    """A claim is decided this way, once; what follows from it is done next, or by the sweep of the next minute."""
    now = clock.now()
    return change(
        bare(claim),
        Claim.state.set(DECIDED),
        Claim.outcome.set(outcome),
        Claim.granted_fen.set(granted_fen),
        Claim.decided_at.set(now),
        Claim.clock.set(TO_FINISH),
        Claim.ends_at.set(now),
        Claim.changed_by.set(by),
        *more,
        when=when,
        already=lambda claim: claim.state in (DECIDED, CLOSED) and claim.outcome == outcome,
        otherwise=Refused("claim-is-over"),
    )


def bare(claim: Claim) -> Claim:
    """The claim's key alone, to write on."""
    return Claim(claim.order_id, claim.claim_key)


def _answered(claim: Claim, state: str, text: str, by: str, *more: Any) -> Claim:
    now = clock.now()
    return change(
        bare(claim),
        Claim.state.set(state),
        Claim.reply.set(text),
        Claim.clock.set(FOR_BUYER),
        Claim.ends_at.set(now + BUYER_TIME),
        Claim.changed_by.set(by),
        *more,
        when=(Claim.state == OPENED) & (Claim.ends_at > now),
        already=lambda claim: claim.state == state and claim.reply == text,
        otherwise=Refused("claim-is-over"),
    )


def _check_reply(text: str, *, least: int) -> None:
    problems = Problems()
    if len(text) < least:
        problems.note("reply", "claim-say-why")
    if len(text) > LONGEST_WORDS:
        problems.note("reply", "text-too-long", most=LONGEST_WORDS)
    problems.refuse()
