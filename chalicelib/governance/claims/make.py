"""A buyer claims: a line, a reason, a photo. The seller then has 48 hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Problems, Refused
from chalicelib.governance.models import Claim
from chalicelib.governance.rules import (
    CLOSED,
    FOR_SELLER,
    LONGEST_WORDS,
    MOST_CLAIMS_OF_A_LINE,
    OPENED,
    SELLER_TIME,
    WITH_PHOTO,
    ClaimableSubOrder,
    reasons_now,
    refundable_fen,
)
from chalicelib.media import REFUSED, get_photo
from chalicelib.money import yuan
from chalicelib.orders import Line, Order, get_order, open_claims
from chalicelib.store import AlreadyThere, Moved, step, transaction
from chalicelib.text import wording_of


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """A buyer's form: for each line of the order the fen that are asked back, and why."""

    form_key: str
    fen: Mapping[int, int]
    reason: str
    text: str = ""
    photo_id: str = ""


def claim(order_id: str, form: ClaimForm, *, buyer_id: str) -> list[Claim]:
    """Open a claim for each line of the form; the same form twice is the same claims. Each line has one open claim.

    Raises Invalid for the form's fields, NotFound, and Refused ("claim-is-open", "claims-too-many", "claim-too-late").
    """
    return step(lambda: _claimed(get_order(order_id, buyer_id=buyer_id), form, buyer_id))


def claims_of(order_id: str) -> list[Claim]:
    """All claims on an order, by line and then by age."""
    return list(Claim.query(order_id, consistent_read=True))


def sub_order_with(order: Order, line: Line) -> ClaimableSubOrder:
    """The seller's part of the order in which a line comes."""
    theirs: ClaimableSubOrder = next(
        part for part in order.sub_orders if part.seller_id == line.seller_id
    )
    return theirs


def _claimed(order: Order, form: ClaimForm, buyer_id: str) -> list[Claim]:
    before = claims_of(order.order_id)
    if same := [claim for claim in before if claim.form_key == form.form_key]:
        return same
    _check(order, form, buyer_id)
    new = [_drawn_up(order, i, fen, form, before) for i, fen in form.fen.items()]
    try:
        with transaction() as tx:
            for claim in new:
                tx.put(claim, when=Claim.order_id.does_not_exist(), otherwise=AlreadyThere())
            open_claims(tx, order, [claim.claim_key for claim in new])
    except AlreadyThere:
        raise Moved from None
    return new


def _check(order: Order, form: ClaimForm, buyer_id: str) -> None:
    problems = Problems()
    if not form.fen:
        problems.note("line-0", "claim-no-line")
    if len(form.text) > LONGEST_WORDS:
        problems.note("text", "text-too-long", most=LONGEST_WORDS)
    for i, fen in form.fen.items():
        with problems.gathered():
            _check_line(order, i, fen, form.reason)
    with problems.gathered():
        _check_photo(form, buyer_id)
    problems.refuse()


def _check_line(order: Order, i: int, fen: int, reason: str) -> None:
    problems = Problems()
    if not 0 <= i < len(order.lines):
        raise NotFound("not-found")
    line = order.lines[i]
    possible = reasons_now(line, sub_order_with(order, line), clock.now())
    most_fen = refundable_fen(line)
    if not possible:
        raise Refused("claim-too-late", goods=wording_of(line, "title"))
    if reason not in possible:
        problems.note("reason", "claim-not-for-this")
    if not 0 < fen <= most_fen:
        problems.note(f"fen-{i}", "claim-too-much", most=yuan(most_fen))
    problems.refuse()


def _check_photo(form: ClaimForm, buyer_id: str) -> None:
    if form.photo_id:
        check_photo(form.photo_id, buyer_id)
    elif form.reason in WITH_PHOTO:
        raise Invalid({"photo": "claim-photo-missing"})


def check_photo(photo_id: str, owner_id: str) -> None:
    """Whether a photo can be shown to the other side; one that is being checked can. Raises Invalid for "photo"."""
    try:
        photo = get_photo(photo_id, owner_id)
    except NotFound:
        raise Invalid({"photo": "claim-photo-missing"}) from None
    if photo.state == REFUSED:
        raise Invalid({"photo": photo.refusal})


def _drawn_up(order: Order, i: int, fen: int, form: ClaimForm, before: Sequence[Claim]) -> Claim:
    line, now = order.lines[i], clock.now()
    of_line = [claim for claim in before if int(claim.line) == i]
    if any(claim.state != CLOSED for claim in of_line):
        raise Refused("claim-is-open", goods=wording_of(line, "title"))
    if len(of_line) >= MOST_CLAIMS_OF_A_LINE:
        raise Refused("claims-too-many", goods=wording_of(line, "title"))
    return Claim(
        order_id=order.order_id,
        claim_key=f"{i}.{len(of_line) + 1}",
        form_key=form.form_key,
        buyer_id=order.buyer,
        seller_id=line.seller_id,
        line=i,
        title=line.title,
        title_en=line.title_en,
        photo_ref=line.photo_ref,
        reason=form.reason,
        asked_fen=fen,
        text=form.text,
        photo_id=form.photo_id,
        state=OPENED,
        opened_at=now,
        clock=FOR_SELLER,
        ends_at=now + SELLER_TIME,
        changed_by=order.buyer,
    )


def claimable(order: Order, before: Sequence[Claim]) -> dict[int, tuple[str, ...]]:
    """The lines of an order that may be claimed at this moment, each with the reasons that may be given.

    `before` are the claims on the order so far: a line whose claim is open waits for its end.
    """
    now = clock.now()
    possible = {
        i: reasons_now(line, sub_order_with(order, line), now)
        for i, line in enumerate(order.lines)
        if not _is_taken(i, before)
    }
    return {i: reasons for i, reasons in possible.items() if reasons}


def _is_taken(i: int, before: Sequence[Claim]) -> bool:
    of_line = [claim for claim in before if int(claim.line) == i]
    return len(of_line) >= MOST_CLAIMS_OF_A_LINE or any(claim.state != CLOSED for claim in of_line)
