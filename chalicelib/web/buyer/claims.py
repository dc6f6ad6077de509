"""The buyer's pages of claims: something is wrong with an order, what has become of it, and what to do next."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib import governance
from chalicelib.governance import Claim, buyers_claim, claimable, claims_of, sub_order_with
from chalicelib.money import yuan
from chalicelib.orders import Order
from chalicelib.web.buyer.own_orders import buyer_of, own_order
from chalicelib.web.page.asking import asking
from chalicelib.web.page.claims import (
    BUYER,
    case_of,
    evidence_fields,
    fields_of_photo,
    read_claim_form,
    read_evidence_form,
    src_of,
    state_of_photo,
    upload_back_to,
)
from chalicelib.web.page.forms import new_form_key, typed
from chalicelib.web.page.photo_upload import own_photo
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/orders/{order_id}/claim", who=ANYONE)
def show_claim_form(order_id: str) -> Response:
    order = own_order(order_id)
    claims = claims_of(order_id)
    possible = claimable(order, claims)
    fields = typed() or {"photo": asking().query.get("photo", "")}
    photo = own_photo(order.buyer, fields.get("photo", ""))
    return render(
        "buyer/claims/new.html",
        order=order,
        lines=[_choice(order, i, fields) for i in possible],
        reasons=[
            reason
            for reason in governance.REASONS
            if any(reason in reasons for reasons in possible.values())
        ],
        claims=claims,
        form={
            "reason": fields.get("reason", ""),
            "text": fields.get("text", ""),
            "photo": photo.photo_id if photo and photo.state != "refused" else "",
            "form_key": fields.get("form_key") or new_form_key(),
        },
        photo=photo,
        photo_src=src_of(photo),
        upload=upload_back_to(order.buyer, f"/orders/{order_id}/claim", photo),
    )


@pages.post("/orders/{order_id}/claim", who=ANYONE, again=show_claim_form)
def open_claim(order_id: str) -> Response:
    order = own_order(order_id)
    form = read_claim_form(pages.form(), order)
    claims = governance.claim(order_id, form, buyer_id=order.buyer)
    return see_other(f"/orders/{order_id}/claims/{claims[0].claim_key}?done=opened")


@pages.post("/orders/{order_id}/photos", who=ANYONE)
def begin_photo(order_id: str) -> Response:
    order = own_order(order_id)
    return fields_of_photo(order.buyer, f"/orders/{order_id}/claim")


@pages.get("/orders/{order_id}/photos/{photo_id}", who=ANYONE)
def show_photo_state(order_id: str, photo_id: str) -> Response:
    return state_of_photo(own_order(order_id).buyer, photo_id)


@pages.get("/orders/{order_id}/claims/{claim_key}", who=ANYONE)
def show_claim(order_id: str, claim_key: str) -> Response:
    claim = _own_claim(order_id, claim_key)
    case = case_of(claim)
    form = evidence_fields(typed())
    photo = own_photo(case.order.buyer, str(form["photo"]))
    path = f"/orders/{order_id}/claims/{claim_key}"
    speaks = claim.state in {"offered", "declined"} or case.may_say_more(BUYER)
    return render(
        "buyer/claims/show.html",
        case=case,
        path_of_claim=path,
        form=form,
        photo=photo,
        photo_src=src_of(photo),
        upload=upload_back_to(case.order.buyer, path, photo) if speaks else None,
        done=asking().query.get("done", ""),
    )


@pages.post("/orders/{order_id}/claims/{claim_key}/take", who=ANYONE, again=show_claim)
def take_offer(order_id: str, claim_key: str) -> Response:
    return _done(order_id, claim_key, governance.take_offer)


@pages.post("/orders/{order_id}/claims/{claim_key}/withdraw", who=ANYONE, again=show_claim)
def withdraw_claim(order_id: str, claim_key: str) -> Response:
    return _done(order_id, claim_key, governance.withdraw_claim)


@pages.post("/orders/{order_id}/claims/{claim_key}/dispute", who=ANYONE, again=show_claim)
def dispute_claim(order_id: str, claim_key: str) -> Response:
    form = read_evidence_form(pages.form())
    return _done(
        order_id,
        claim_key,
        lambda own, buyer_id: governance.dispute_claim(own, form, buyer_id=buyer_id),
    )


@pages.post("/orders/{order_id}/claims/{claim_key}/evidence", who=ANYONE, again=show_claim)
def add_evidence(order_id: str, claim_key: str) -> Response:
    form = read_evidence_form(pages.form())
    return _done(
        order_id,
        claim_key,
        lambda own, buyer_id: governance.add_buyers_evidence(own, form, buyer_id=buyer_id),
    )


def _own_claim(order_id: str, claim_key: str) -> Claim:
    return buyers_claim(f"{order_id}.{claim_key}", buyer_of(order_id))


def _done(order_id: str, claim_key: str, act: Callable[..., Claim]) -> Response:
    claim = _own_claim(order_id, claim_key)
    act(claim.claim_id, buyer_id=claim.buyer_id)
    return see_other(f"/orders/{order_id}/claims/{claim_key}")


def _choice(order: Order, i: int, fields: Mapping[str, str]) -> dict[str, object]:
    """One line of the form: the only line of an order is chosen from the start."""
    line = order.lines[i]
    most = yuan(governance.refundable_fen(line)).replace(",", "")
    return {
        "i": i,
        "line": line,
        "most": most,
        "fen": fields.get(f"fen-{i}", most),
        "is_chosen": fields.get(f"line-{i}") == "yes"
        or ("reason" not in fields and len(order.lines) == 1),
        "ends": governance.claim_window_ends(line, sub_order_with(order, line)),
    }
