"""The seller's pages of claims: what buyers ask back, by when to answer, and the answer."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib import governance
from chalicelib.accounts import PRODUCER
from chalicelib.errors import FairError, Invalid, Refused
from chalicelib.governance import LONGEST_WORDS, Claim, claims_against, sellers_claim
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.claims import (
    SELLER,
    Problems,
    case_of,
    fields_of_photo,
    own_photo,
    read_statement,
    src_of,
    state_of_photo,
    statement_form,
    upload_back_to,
)
from chalicelib.web.page.forms import kept, money, text
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/shop/claims", who=PRODUCER)
def show_claims() -> Response:
    query, shop = asking().query, own_producer_id()
    is_all = query.get("list") == "all"
    found = claims_against(shop, query.get("cursor", ""), waiting=not is_all)
    return render("seller/claims/list.html", page=found, is_all=is_all, shop=shop)


@pages.get("/shop/claims/{claim_id}", who=PRODUCER)
def show_claim(claim_id: str) -> Response:
    return _page(_own(claim_id), {})


@pages.post("/shop/claims/{claim_id}/accept", who=PRODUCER)
def accept_claim(claim_id: str) -> Response:
    return _done(claim_id, {}, governance.accept_claim)


@pages.post("/shop/claims/{claim_id}/offer", who=PRODUCER)
def offer_part(claim_id: str) -> Response:
    one, form = _own(claim_id), pages.form()
    problems: dict[str, FairError] = {}
    fen = money(form, "offer", problems)
    reply = text(form, "reply", 0, 4 * LONGEST_WORDS, {}, lines=True)
    if problems:
        return _page(one, form, status=422, problems=problems)
    return _done(
        claim_id,
        form,
        lambda own, **who: governance.offer_part(own, fen, reply, **who),
    )


@pages.post("/shop/claims/{claim_id}/decline", who=PRODUCER)
def decline_claim(claim_id: str) -> Response:
    form = pages.form()
    reply = text(form, "reply", 0, 4 * LONGEST_WORDS, {}, lines=True)
    return _done(
        claim_id,
        form,
        lambda own, **who: governance.decline_claim(own, reply, **who),
    )


@pages.post("/shop/claims/{claim_id}/evidence", who=PRODUCER)
def add_evidence(claim_id: str) -> Response:
    form = pages.form()
    statement = read_statement(form)
    return _done(
        claim_id,
        form,
        lambda own, **who: governance.add_sellers_evidence(own, statement, **who),
    )


@pages.post("/shop/claims/{claim_id}/photos", who=PRODUCER)
def begin_photo(claim_id: str) -> Response:
    return fields_of_photo(_own(claim_id).seller_id, f"/shop/claims/{claim_id}")


@pages.get("/shop/claims/{claim_id}/photos/{photo_id}", who=PRODUCER)
def show_photo_state(claim_id: str, photo_id: str) -> Response:
    return state_of_photo(_own(claim_id).seller_id, photo_id)


def _own(claim_id: str) -> Claim:
    return sellers_claim(claim_id, signed_in_person().scopes(PRODUCER))


def _done(claim_id: str, form: Mapping[str, str], act: Callable[..., Claim]) -> Response:
    one = _own(claim_id)
    try:
        act(one.claim_id, seller_id=one.seller_id, by=signed_in_person().person_id)
    except Invalid as error:
        return _page(one, form, status=422, problems=error.problems)
    except Refused as error:
        return _page(_own(claim_id), form, status=409, problems={"form": error})
    return see_other(f"/shop/claims/{claim_id}")


def _page(
    one: Claim,
    typed: Mapping[str, str],
    *,
    status: int = 200,
    problems: Problems | None = None,
) -> Response:
    case = case_of(one)
    form = statement_form(typed)
    photo = own_photo(one.seller_id, str(form["photo"]))
    path = f"/shop/claims/{one.claim_id}"
    speaks = case.may_say_more(SELLER)
    return render(
        "seller/claims/show.html",
        status=status,
        case=case,
        path_of_claim=path,
        answer=kept(typed, "offer", "reply"),
        form=form,
        photo=photo,
        photo_src=src_of(photo),
        upload=upload_back_to(one.seller_id, path, photo) if speaks else None,
        problems=problems or {},
    )
