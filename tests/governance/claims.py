"""Claims for the tests: what buyers say about the orders that have come, and what is answered."""

from datetime import timedelta

from chalicelib import clock
from chalicelib.governance import (
    Claim,
    ClaimForm,
    EvidenceForm,
    claim,
    decline_claim,
    dispute_claim,
)
from chalicelib.governance.claims.answer import ended
from chalicelib.media import Photo
from chalicelib.orders import Order, any_order
from chalicelib.store import put_new
from tests.goods import delivered
from tests.people import MEI, WU

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


def photo(
    photo_id: str = "ph1",
    owner_id: str = MEI,
    state: str = "ready",
    refusal: str = "",
    *,
    private: bool = False,
) -> str:
    put_new(
        Photo(
            photo_id=photo_id,
            owner_id=owner_id,
            state=state,
            refusal=refusal,
            private=private or None,
            begun_at=clock.now(),
        )
    )
    return photo_id


def claim_form(
    fen: int = 1000,
    *,
    line: int = 0,
    reason: str = "missing",
    form_key: str = "f1",
    text: str = "",
    photo_id: str = "",
) -> ClaimForm:
    return ClaimForm(form_key, {line: fen}, reason, text, photo_id)


def claimed(
    order: Order | None = None,
    fen: int = 1000,
    *,
    reason: str = "missing",
    form_key: str = "f1",
    text: str = "",
    photo_id: str = "",
) -> Claim:
    order = order or delivered()
    form = claim_form(fen, reason=reason, form_key=form_key, text=text, photo_id=photo_id)
    (complaint,) = claim(order.order_id, form, buyer_id=order.buyer)
    return complaint


def declined(order: Order | None = None) -> Claim:
    return decline_claim(claimed(order).claim_id, "完好无损", seller_id=WU)


def disputed(order: Order | None = None, *, is_all: bool = True) -> Claim:
    form = EvidenceForm("d1", "照片里看得很清楚", is_all=is_all)
    return dispute_claim(declined(order).claim_id, form, buyer_id=MEI)


def refunds(order_id: str) -> list[tuple[str, int, bool]]:
    """The refunds of an order: id, fen, and whether they were sent."""
    found = any_order(order_id).refunds or ()
    return [(refund.refund_id, int(refund.fen), refund.sent_at is not None) for refund in found]


def grant_and_die(claim: Claim) -> None:
    """The seller grants all 10 yuan, and the page dies before anything follows from it."""
    ended(claim, "accepted", 1000, when=Claim.state == "opened", by="pwu")


def now_of(claim: Claim) -> Claim:
    return Claim.find(claim.order_id, claim.claim_key)
