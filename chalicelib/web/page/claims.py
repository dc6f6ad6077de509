"""What the pages of claims share: the forms of both sides, and a claim with its photos as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalice.app import Response

from chalicelib.governance import (
    MOST_ENTRIES,
    Claim,
    ClaimForm,
    EvidenceForm,
    may_be_decided,
)
from chalicelib.media import READY, WIDTHS, Photo, Upload, address_of, get_photo
from chalicelib.orders import Order, any_order
from chalicelib.web.page.asking import asking
from chalicelib.web.page.forms import Form, new_form_key
from chalicelib.web.page.photo_upload import own_photo, photo_state, upload_for
from chalicelib.web.page.render import as_json

BUYER, SELLER = "buyer", "seller"


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """One thing that a side brought forward, how its photo fares, and where its small and large size are ("" without
    one)."""

    side: str
    text: str
    photo_state: str
    thumb: str
    photo: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim as its page shows it: with the buyer's words first, and what is possible now."""

    claim: Claim
    order: Order
    entries: list[ShownEvidence]
    is_ready: bool

    def may_say_more(self, side: str) -> bool:
        is_done, entries = {
            BUYER: (self.claim.buyer_done, self.claim.buyer_entries),
            SELLER: (self.claim.seller_done, self.claim.seller_entries),
        }[side]
        is_disputed = self.claim.state == "disputed"
        return is_disputed and not is_done and int(entries or 0) < MOST_ENTRIES


def case_of(claim: Claim) -> ShownClaim:
    order = any_order(claim.order_id)
    owners = {BUYER: order.buyer, SELLER: claim.seller_id}
    words = [(BUYER, claim.text, claim.photo_id)]
    words += [
        (evidence.side, evidence.text, evidence.photo_id) for evidence in claim.evidence or ()
    ]
    entries = [_shown(side, text, own_photo(owners[side], photo)) for side, text, photo in words]
    return ShownClaim(claim, order, entries, may_be_decided(claim))


def upload_back_to(owner_id: str, path: str, photo: Photo | None) -> Upload | None:
    """The form for a photo, unless one is here already."""
    if photo is not None and photo.state != "refused":
        return None
    return upload_for(owner_id, f"{path}?photo={{photo_id}}#details", private=True)


def fields_of_photo(owner_id: str, path: str) -> Response:
    """For a page that sends photos by itself: the fields of one more upload."""
    upload = upload_for(owner_id, f"{path}?photo={{photo_id}}", private=True)
    return as_json({"photo_id": upload.photo_id, "fields": upload.fields})


def state_of_photo(owner_id: str, photo_id: str) -> Response:
    return as_json(photo_state(get_photo(photo_id, owner_id)))


def src_of(photo: Photo | None, width: int = WIDTHS[0]) -> str:
    """Where the page finds a photo of one of its sides, "" while it is not ready."""
    return address_of(photo, width) if photo and photo.state == READY else ""


def read_claim_form(form: Form, order: Order) -> ClaimForm:
    """Raises Invalid for what cannot be read; the claim itself judges the rest."""
    numbers = [i for i in range(len(order.lines)) if form.get(f"line-{i}") == "yes"]
    fen = {i: form.money(f"fen-{i}") for i in numbers}
    if "reason" not in form:
        form.problems.note("reason", "claim-reason-missing")
    form.check()
    return ClaimForm(
        form_key=form.key(),
        fen=fen,
        reason=form["reason"],
        text=form.words("text", lines=True),
        photo_id=form.get("photo", ""),
    )


def read_evidence_form(form: Form) -> EvidenceForm:
    return EvidenceForm(
        form_key=form.key(),
        text=form.words("text", lines=True),
        photo_id=form.get("photo", ""),
        is_all=form.get("is_all") == "yes",
    )


def evidence_fields(form: Mapping[str, str]) -> dict[str, object]:
    """What a form of evidence shows: what was typed, or an empty one."""
    return {
        "text": form.get("text", ""),
        "photo": form.get("photo", "") or asking().query.get("photo", ""),
        "is_all": form.get("is_all", "") == "yes" or "form_key" not in form,
        "form_key": form.get("form_key") or new_form_key(),
    }


def _shown(side: str, words: str, photo: Photo | None) -> ShownEvidence:
    state = photo.state if photo else ""
    return ShownEvidence(side, words, state, thumb=src_of(photo), photo=src_of(photo, WIDTHS[-1]))
