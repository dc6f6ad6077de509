"""Disputes: both sides bring forward what they have, and the governance officer decides."""

from dataclasses import dataclass

from pynamodb.expressions.condition import size
from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Problems, Refused
from chalicelib.governance.claims.answer import bare, ended
from chalicelib.governance.claims.find import any_claim, buyers_claim, sellers_claim
from chalicelib.governance.claims.finish import finish_soon
from chalicelib.governance.claims.make import check_photo
from chalicelib.governance.models import Claim, Evidence
from chalicelib.governance.rules import (
    BUYER,
    DECLINED,
    DISPUTED,
    EVIDENCE_TIME,
    FOR_EVIDENCE,
    FULL,
    LONGEST_WORDS,
    MOST_ENTRIES,
    NONE,
    OFFERED,
    PART,
    SELLER,
    VERDICT_REASONS,
    VERDICTS,
)
from chalicelib.money import yuan
from chalicelib.store import change


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """What one side brings forward in one form; `is_all` says that nothing more will come."""

    form_key: str
    text: str = ""
    photo_id: str = ""
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """An officer's decision; `fen` counts for "part" only."""

    verdict: str
    reason: str
    fen: int = 0


def dispute_claim(claim_id: str, form: EvidenceForm, *, buyer_id: str) -> Claim:
    """The buyer calls the platform in against the seller's answer; the same form twice is no news.

    Raises Invalid for "text" and "photo", NotFound, Refused("claim-is-over").
    """
    claim, now = buyers_claim(claim_id, buyer_id), clock.now()
    if _has(claim, form):
        return claim
    _check(form, buyer_id, needs_words=True)
    return change(
        bare(claim),
        Claim.state.set(DISPUTED),
        Claim.disputed_at.set(now),
        Claim.clock.set(FOR_EVIDENCE),
        Claim.ends_at.set(now + EVIDENCE_TIME),
        Claim.changed_by.set(buyer_id),
        *_written(form, BUYER),
        when=Claim.state.is_in(OFFERED, DECLINED) & (Claim.ends_at > now),
        already=lambda claim: _has(claim, form),
        otherwise=Refused("claim-is-over"),
    )


def add_buyers_evidence(claim_id: str, form: EvidenceForm, *, buyer_id: str) -> Claim:
    """Raises Invalid for "text" and "photo", NotFound, Refused("evidence-is-over")."""
    _check(form, buyer_id)
    return _added(buyers_claim(claim_id, buyer_id), form, BUYER, by=buyer_id)


def add_sellers_evidence(
    claim_id: str, form: EvidenceForm, *, seller_id: str, by: str = ""
) -> Claim:
    """Raises Invalid for "text" and "photo", NotFound, Refused("evidence-is-over")."""
    claim = sellers_claim(claim_id, [seller_id])
    _check(form, seller_id)
    return _added(claim, form, SELLER, by=by or seller_id)


def decide(claim_id: str, verdict: Verdict, *, by: str) -> Claim:
    """Decide a dispute once both sides have said all or had their time; the same decision twice is no news.

    Raises Invalid for "verdict", "amount" and "reason", NotFound, Refused("claim-is-over").
    """
    claim, now = any_claim(claim_id), clock.now()
    fen = _granted(claim, verdict)
    both = (Claim.buyer_done == True) & (Claim.seller_done == True)  # noqa: E712 - a condition
    signature = [Claim.decided_by.set(by), Claim.verdict_reason.set(verdict.reason)]
    is_disputed = (Claim.state == DISPUTED) & (both | (Claim.ends_at <= now))
    return finish_soon(ended(claim, verdict.verdict, fen, *signature, when=is_disputed, by=by))


def _added(claim: Claim, form: EvidenceForm, side: str, *, by: str) -> Claim:
    if _has(claim, form):
        return claim
    entries = Claim.buyer_entries if side == BUYER else Claim.seller_entries
    flag = Claim.buyer_done if side == BUYER else Claim.seller_done
    return change(
        bare(claim),
        Claim.changed_by.set(by),
        *_written(form, side),
        when=(Claim.state == DISPUTED)
        & (Claim.ends_at > clock.now())
        & flag.does_not_exist()
        & (entries.does_not_exist() | (entries < MOST_ENTRIES))
        & (size(Claim.evidence) == len(claim.evidence or ())),
        already=lambda claim: _has(claim, form),
        otherwise=Refused("evidence-is-over"),
    )


def _written(form: EvidenceForm, side: str) -> list[Action]:
    entry = Evidence(
        form_key=form.form_key,
        side=side,
        text=form.text,
        photo_id=form.photo_id,
        at=clock.now(),
    )
    entries = Claim.buyer_entries if side == BUYER else Claim.seller_entries
    flag = Claim.buyer_done if side == BUYER else Claim.seller_done
    actions: list[Action] = [
        Claim.evidence.set((Claim.evidence | []).append([entry])),
        entries.set((entries | 0) + 1),
    ]
    return [*actions, flag.set(True)] if form.is_all else actions


def _has(claim: Claim, form: EvidenceForm) -> bool:
    return any(entry.form_key == form.form_key for entry in claim.evidence or ())


def _check(form: EvidenceForm, owner_id: str, *, needs_words: bool = False) -> None:
    problems = Problems()
    says_something = form.photo_id or form.is_all
    if not form.text and (needs_words or not says_something):
        problems.note("text", "evidence-missing")
    if len(form.text) > LONGEST_WORDS:
        problems.note("text", "text-too-long", most=LONGEST_WORDS)
    if form.photo_id:
        with problems.gathered():
            check_photo(form.photo_id, owner_id)
    problems.refuse()


def _granted(claim: Claim, verdict: Verdict) -> int:
    problems = Problems()
    asked_fen = int(claim.asked_fen)
    if verdict.verdict not in VERDICTS:
        problems.note("verdict", "choose-one")
    if verdict.reason not in VERDICT_REASONS:
        problems.note("reason", "choose-one")
    if verdict.verdict == PART and not 0 < verdict.fen < asked_fen:
        problems.note("amount", "claim-offer-not-part", most=yuan(asked_fen))
    problems.refuse()
    return {FULL: asked_fen, PART: verdict.fen, NONE: 0}[verdict.verdict]
