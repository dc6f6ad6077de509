"""The seller's pages of claims: what buyers ask back, by when to answer, and the answer."""

from chalice.app import Response

from chalicelib import governance
from chalicelib.accounts import PRODUCER
from chalicelib.governance import Claim, claims_against, sellers_claim
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.claims import (
    SELLER,
    case_of,
    evidence_fields,
    fields_of_photo,
    read_evidence_form,
    src_of,
    state_of_photo,
    upload_back_to,
)
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.photo_upload import own_photo
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/shop/claims", who=PRODUCER)
def show_claims() -> Response:
    query, shop = asking().query, own_producer_id()
    is_all = query.get("list") == "all"
    page = claims_against(shop, query.get("cursor", ""), waiting=not is_all)
    return render("seller/claims/list.html", page=page, is_all=is_all, shop=shop)


@pages.get("/shop/claims/{claim_id}", who=PRODUCER)
def show_claim(claim_id: str) -> Response:
    claim = _own(claim_id)
    case = case_of(claim)
    form = evidence_fields(typed())
    photo = own_photo(claim.seller_id, str(form["photo"]))
    path = f"/shop/claims/{claim_id}"
    speaks = case.may_say_more(SELLER)
    return render(
        "seller/claims/show.html",
        case=case,
        path_of_claim=path,
        answer=kept(typed(), "offer", "reply"),
        form=form,
        photo=photo,
        photo_src=src_of(photo),
        upload=upload_back_to(claim.seller_id, path, photo) if speaks else None,
    )


@pages.post("/shop/claims/{claim_id}/accept", who=PRODUCER, again=show_claim)
def accept_claim(claim_id: str) -> Response:
    governance.accept_claim(claim_id, seller_id=_own(claim_id).seller_id, by=_me())
    return see_other(f"/shop/claims/{claim_id}")


@pages.post("/shop/claims/{claim_id}/offer", who=PRODUCER, again=show_claim)
def offer_part(claim_id: str) -> Response:
    claim, form = _own(claim_id), pages.form()
    fen, reply = form.money("offer"), form.words("reply", lines=True)
    form.check()
    governance.offer_part(claim_id, fen, reply, seller_id=claim.seller_id, by=_me())
    return see_other(f"/shop/claims/{claim_id}")


@pages.post("/shop/claims/{claim_id}/decline", who=PRODUCER, again=show_claim)
def decline_claim(claim_id: str) -> Response:
    claim, reply = _own(claim_id), pages.form().words("reply", lines=True)
    governance.decline_claim(claim_id, reply, seller_id=claim.seller_id, by=_me())
    return see_other(f"/shop/claims/{claim_id}")


@pages.post("/shop/claims/{claim_id}/evidence", who=PRODUCER, again=show_claim)
def add_evidence(claim_id: str) -> Response:
    claim, form = _own(claim_id), read_evidence_form(pages.form())
    governance.add_sellers_evidence(claim_id, form, seller_id=claim.seller_id, by=_me())
    return see_other(f"/shop/claims/{claim_id}")


@pages.post("/shop/claims/{claim_id}/photos", who=PRODUCER)
def begin_photo(claim_id: str) -> Response:
    return fields_of_photo(_own(claim_id).seller_id, f"/shop/claims/{claim_id}")


@pages.get("/shop/claims/{claim_id}/photos/{photo_id}", who=PRODUCER)
def show_photo_state(claim_id: str, photo_id: str) -> Response:
    return state_of_photo(_own(claim_id).seller_id, photo_id)


def _own(claim_id: str) -> Claim:
    return sellers_claim(claim_id, signed_in_person().scopes(PRODUCER))


def _me() -> str:
    return signed_in_person().person_id
