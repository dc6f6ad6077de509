"""What the pages of claims share: the forms of both sides, and a claim with its photos as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalice.app import Response

from chalicelib.errors import FairError, Invalid, NotFound
from chalicelib.governance import (
    LONGEST_WORDS,
    MOST_ENTRIES,
    Claim,
    Complaint,
    Statement,
    may_be_decided,
)
from chalicelib.media import Photo, Upload, get_photo
from chalicelib.money import MOST_FEN
from chalicelib.orders import Order, any_order
from chalicelib.web.asking import asking
from chalicelib.web.forms import money, text
from chalicelib.web.render import as_json, said
from chalicelib.web.shop_forms import new_form_key, read_form_key
from chalicelib.web.uploads import upload_for

BUYER, SELLER = "buyer", "seller"
LONGEST_TYPED = 4 * LONGEST_WORDS  # more comes back as a problem of the claim, not of the form
Problems = Mapping[str, FairError]


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a side brought forward, and how its photo fares ("" without one)."""

    side: str
    text: str
    photo_id: str
    photo_state: str


@dataclass(frozen=True, slots=True)
class Case:
    """A claim as its page shows it: with the buyer's words first, and what is possible now."""

    claim: Claim
    order: Order
    said: list[Shown]
    is_ready: bool

    def may_say_more(self, side: str) -> bool:
        is_done, entries = {
            BUYER: (self.claim.buyer_done, self.claim.buyer_entries),
            SELLER: (self.claim.seller_done, self.claim.seller_entries),
        }[side]
        is_disputed = self.claim.state == "disputed"
        return is_disputed and not is_done and int(entries or 0) < MOST_ENTRIES


def case_of(one: Claim) -> Case:
    order = any_order(one.order_id)
    owners = {BUYER: order.buyer, SELLER: one.seller_id}
    words = [(BUYER, one.text, one.photo_id)]
    words += [(e.side, e.text, e.photo_id) for e in one.evidence or ()]
    said_so_far = [
        Shown(side, words_, photo_id, _state_of(photo_id, owners[side]))
        for side, words_, photo_id in words
    ]
    return Case(one, order, said_so_far, may_be_decided(one))


def own_photo(owner_id: str, photo_id: str) -> Photo | None:
    """The photo that was just sent; one that is not this owner's is none."""
    try:
        return get_photo(photo_id, owner_id) if photo_id else None
    except NotFound:
        return None


def upload_back_to(owner_id: str, path: str, photo: Photo | None) -> Upload | None:
    """The form for a photo, unless one is here already."""
    if photo is not None and photo.state != "refused":
        return None
    return upload_for(owner_id, f"{path}?photo={{photo_id}}#details")


def fields_of_photo(owner_id: str, path: str) -> Response:
    """For a page that sends photos by itself: the fields of one more upload."""
    upload = upload_for(owner_id, f"{path}?photo={{photo_id}}")
    return as_json({"photo_id": upload.photo_id, "fields": upload.fields})


def state_of_photo(owner_id: str, photo_id: str) -> Response:
    photo = get_photo(photo_id, owner_id)
    return as_json({"state": photo.state, "problem": said(photo.refusal) if photo.refusal else ""})


def read_complaint(form: Mapping[str, str], order: Order) -> Complaint:
    """Raises Invalid for what cannot be read; the claim itself judges the rest."""
    problems: dict[str, FairError] = {}
    chosen = [i for i in range(len(order.lines)) if form.get(f"line-{i}") == "yes"]
    fen = {i: money(form, f"fen-{i}", problems, least_fen=1, most_fen=MOST_FEN) for i in chosen}
    if "reason" not in form:
        problems["reason"] = FairError("claim-reason-missing")
    if problems:
        raise Invalid(problems)
    return Complaint(
        form_key=read_form_key(form),
        fen=fen,
        reason=form["reason"],
        text=text(form, "text", 0, LONGEST_TYPED, {}, lines=True),
        photo_id=form.get("photo", ""),
    )


def read_statement(form: Mapping[str, str]) -> Statement:
    return Statement(
        form_key=read_form_key(form),
        text=text(form, "text", 0, LONGEST_TYPED, {}, lines=True),
        photo_id=form.get("photo", ""),
        is_all=form.get("is_all") == "yes",
    )


def statement_form(typed: Mapping[str, str]) -> dict[str, object]:
    """What a form of evidence shows: what was typed, or an empty one."""
    return {
        "text": typed.get("text", ""),
        "photo": typed.get("photo", "") or asking().query.get("photo", ""),
        "is_all": typed.get("is_all", "") == "yes" or "form_key" not in typed,
        "form_key": typed.get("form_key") or new_form_key(),
    }


def _state_of(photo_id: str, owner_id: str) -> str:
    photo = own_photo(owner_id, photo_id)
    return photo.state if photo else ""
