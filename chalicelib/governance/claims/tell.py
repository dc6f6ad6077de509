"""What becomes of a claim is told to both sides, but not to whoever did it."""

from collections.abc import Iterator

from chalicelib.accounts import PRODUCER, grant
from chalicelib.governance.models import Claim
from chalicelib.governance.rules import (
    ACCEPTED,
    BUYER_TIME,
    DECIDED,
    DECLINED,
    DISPUTED,
    LET_GO,
    OFFER_TAKEN,
    OFFERED,
    OPENED,
    WITHDRAWN,
)
from chalicelib.notices import News, NewsValue, tell
from chalicelib.text import wording_of

BY_THE_BUYER = (LET_GO, OFFER_TAKEN, WITHDRAWN)


def tell_of_claim(old: Claim | None, new: Claim) -> None:
    """Tell what a change of a claim is news of. Again is no news."""
    was = old.state if old else ""
    if was in (new.state, DECIDED):
        return
    for news in _to_seller(new):
        tell(grant(PRODUCER, new.seller_id), news)
    for news in _to_buyer(new):
        tell(new.buyer_id, news)


def _to_seller(claim: Claim) -> Iterator[News]:
    values = _values(claim)
    if claim.state == OPENED:
        yield News("claim-new", claim.claim_id, claim.opened_at, values)
    elif claim.state == DISPUTED and claim.disputed_at:
        yield News("claim-disputed", claim.claim_id, claim.disputed_at, values)
    elif claim.outcome and claim.outcome != ACCEPTED and claim.decided_at:
        yield News("claim-ended", claim.claim_id, claim.decided_at, values)


def _to_buyer(claim: Claim) -> Iterator[News]:
    about, values = f"{claim.order_id}/{claim.claim_key}", _values(claim)
    if claim.state == OFFERED and claim.ends_at:
        values["offer_fen"] = int(claim.offered_fen or 0)
        yield News("claim-offered", about, claim.ends_at - BUYER_TIME, values)
    elif claim.state == DECLINED and claim.ends_at:
        yield News("claim-declined", about, claim.ends_at - BUYER_TIME, values)
    elif claim.outcome and claim.outcome not in BY_THE_BUYER and claim.decided_at:
        kind = "claim-granted" if claim.granted_fen else "claim-not-granted"
        values["granted_fen"] = int(claim.granted_fen or 0)
        yield News(kind, about, claim.decided_at, values)


def _values(claim: Claim) -> dict[str, NewsValue]:
    return {"title": wording_of(claim, "title")}
