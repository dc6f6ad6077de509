"""Find claims: a single one, a seller's, and those that wait for the platform."""

from collections.abc import Collection

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.governance.models import Claim
from chalicelib.governance.rules import DISPUTED, FOR_EVIDENCE, OPENED, is_ready
from chalicelib.store import Page, page_of

MOST_COUNTED = 99


def any_claim(claim_id: str) -> Claim:
    """A claim whoever asks: for those who decide. Raises NotFound."""
    order_id, _, rest = claim_id.rpartition(".")
    order_id, _, line = order_id.rpartition(".")
    if not order_id or not line or not rest:
        raise NotFound("not-found")
    return Claim.find(order_id, f"{line}.{rest}")


def buyers_claim(claim_id: str, buyer_id: str) -> Claim:
    """A claim of this buyer. Raises NotFound for anybody else's."""
    claim = any_claim(claim_id)
    if not buyer_id or claim.buyer_id != buyer_id:
        raise NotFound("not-found")
    return claim


def sellers_claim(claim_id: str, seller_ids: Collection[str]) -> Claim:
    """A claim against one of these sellers. Raises NotFound for anybody else's."""
    claim = any_claim(claim_id)
    if claim.seller_id not in seller_ids:
        raise NotFound("not-found")
    return claim


def claims_against(
    seller_id: str, cursor: str = "", limit: int = 20, *, waiting: bool = False
) -> Page[Claim]:
    """The claims against a seller, newest first; with `waiting`, those only that need an answer of theirs."""
    needs_answer = (Claim.state == OPENED) | (
        (Claim.state == DISPUTED) & Claim.seller_done.does_not_exist()
    )
    return page_of(
        lambda **page: Claim.of_seller.query(
            seller_id,
            scan_index_forward=False,
            filter_condition=needs_answer if waiting else None,
            **page,
        ),
        cursor=cursor,
        limit=limit,
    )


def claims_waiting_for(seller_id: str) -> int:
    """How many claims need an answer of this seller, counted up to 99."""
    return len(claims_against(seller_id, limit=MOST_COUNTED, waiting=True).items)


def open_disputes(cursor: str = "", limit: int = 50) -> Page[Claim]:
    """The disputes that nobody has decided, the oldest first."""
    return page_of(
        lambda **page: Claim.by_clock.query(FOR_EVIDENCE, **page), cursor=cursor, limit=limit
    )


def disputes_to_decide() -> int:
    """How many disputes may be decided now, counted up to 99."""
    return sum(may_be_decided(claim) for claim in open_disputes(limit=MOST_COUNTED).items)


def may_be_decided(claim: Claim) -> bool:
    """Whether both sides of a dispute have said all, or the time for it is over."""
    if claim.state != DISPUTED or claim.ends_at is None:
        return False
    return is_ready(
        buyer_done=bool(claim.buyer_done),
        seller_done=bool(claim.seller_done),
        ends_at=claim.ends_at,
        now=clock.now(),
    )
