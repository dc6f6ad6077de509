"""Clocks of claims run out: silence is an answer. Whoever was away, the next sweep finds all that is past its time."""

import logging
from collections.abc import Callable
from datetime import datetime

from chalicelib.errors import Refused
from chalicelib.governance.claims.answer import ended
from chalicelib.governance.claims.finish import finish
from chalicelib.governance.models import Claim
from chalicelib.governance.rules import (
    DECLINED,
    FOR_BUYER,
    FOR_SELLER,
    LET_GO,
    OFFER_BY_TIME,
    OFFERED,
    OPENED,
    SCHEDULE,
    SILENCE,
    TO_FINISH,
)

MOST_SWEPT = 500  # of one clock in one sweep; the next minute takes the rest
log = logging.getLogger("countyfair.claims")


def sweep_claims(now: datetime) -> int:
    """End all claims whose clock has run out, and finish what was left half done; returns how many.

    A seller's silence is a yes; a buyer's silence takes the offer, or lets a refusal stand. Two sweeps at once do
    each thing once. One claim that fails holds up nobody.
    """
    did = 0
    for clock, end in ((FOR_SELLER, _silent_seller), (FOR_BUYER, _silent_buyer), (TO_FINISH, None)):
        past = Claim.by_clock.query(clock, Claim.ends_at <= now, limit=MOST_SWEPT)
        for claim in list(past):
            did += _ended(claim, end, now)
    return did


def _ended(claim: Claim, end: Callable[[Claim, datetime], Claim] | None, now: datetime) -> bool:
    try:
        finish(end(claim, now) if end else Claim.find(claim.order_id, claim.claim_key))
    except Refused:
        return False  # somebody answered meanwhile, or the next minute tries again
    except Exception:
        log.exception("claim not ended", extra={"claim_id": claim.claim_id})
        return False
    return True


def _silent_seller(claim: Claim, now: datetime) -> Claim:
    is_late = (Claim.state == OPENED) & (Claim.ends_at <= now)
    return ended(claim, SILENCE, int(claim.asked_fen), when=is_late, by=SCHEDULE)


def _silent_buyer(claim: Claim, now: datetime) -> Claim:
    if claim.state == OFFERED:
        is_late = (Claim.state == OFFERED) & (Claim.ends_at <= now)
        return ended(claim, OFFER_BY_TIME, int(claim.offered_fen or 0), when=is_late, by=SCHEDULE)
    is_late = (Claim.state == DECLINED) & (Claim.ends_at <= now)
    return ended(claim, LET_GO, 0, when=is_late, by=SCHEDULE)
