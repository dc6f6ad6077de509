"""The buyer's pages of claims: something is wrong with an order, what has become of it, and what to do next."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib import governance
from chalicelib.errors import Invalid, Refused
from chalicelib.governance import Claim, buyers_claim, claimable, claims_of, parcel_with
from chalicelib.money import yuan
from chalicelib.orders import Order
from chalicelib.web.buyer.own_orders import buyer_of, own_order
from chalicelib.web.page.asking import asking
from chalicelib.web.page.claims import (
    BUYER,
    Problems,
    case_of,
    fields_of_photo,
    own_photo,
    read_complaint,
    read_statement,
    src_of,
    state_of_photo,
    statement_form,
    upload_back_to,
)
from chalicelib.web.page.forms import new_form_key
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/orders/{order_id}/claim", who=ANYONE)
def show_claim_form(order_id: str) -> Response:
    order = own_order(order_id)
    return _claim_form(order, {"photo": asking().query.get("photo", "")})


@pages.post("/orders/{order_id}/claim", who=ANYONE)
def open_claim(order_id: str) -> Response:
    order, form = own_order(order_id), pages.form()
    try:
        made = governance.claim(order_id, read_complaint(form, order), buyer_id=order.buyer)
    except Invalid as error:
        return _claim_form(order, form, status=422, problems=error.problems)
    except Refused as error:
        return _claim_form(order, form, status=409, problems={"form": error})
    return see_other(f"/orders/{order_id}/claims/{made[0].claim_key}?done=opened")


@pages.post("/orders/{order_id}/photos", who=ANYONE)
def begin_photo(order_id: str) -> Response:
    order = own_order(order_id)
    return fields_of_photo(order.buyer, f"/orders/{order_id}/claim")


@pages.get("/orders/{order_id}/photos/{photo_id}", who=ANYONE)
def show_photo_state(order_id: str, photo_id: str) -> Response:
    return state_of_photo(own_order(order_id).buyer, photo_id)


@pages.get("/orders/{order_id}/claims/{claim_key}", who=ANYONE)
def show_claim(order_id: str, claim_key: str) -> Response:
    return _claim_page(_own_claim(order_id, claim_key), {})


@pages.post("/orders/{order_id}/claims/{claim_key}/take", who=ANYONE)
def take_offer(order_id: str, claim_key: str) -> Response:
    return _done(order_id, claim_key, {}, governance.take_offer)


@pages.post("/orders/{order_id}/claims/{claim_key}/withdraw", who=ANYONE)
def withdraw_claim(order_id: str, claim_key: str) -> Response:
    return _done(order_id, claim_key, {}, governance.withdraw_claim)


@pages.post("/orders/{order_id}/claims/{claim_key}/dispute", who=ANYONE)
def dispute_claim(order_id: str, claim_key: str) -> Response:
    form = pages.form()
    statement = read_statement(form)
    return _done(
        order_id,
        claim_key,
        form,
        lambda one, buyer_id: governance.dispute_claim(one, statement, buyer_id=buyer_id),
    )


@pages.post("/orders/{order_id}/claims/{claim_key}/evidence", who=ANYONE)
def add_evidence(order_id: str, claim_key: str) -> Response:
    form = pages.form()
    statement = read_statement(form)
    return _done(
        order_id,
        claim_key,
        form,
        lambda one, buyer_id: governance.add_buyers_evidence(one, statement, buyer_id=buyer_id),
    )


def _own_claim(order_id: str, claim_key: str) -> Claim:
    return buyers_claim(f"{order_id}.{claim_key}", buyer_of(order_id))


def _done(
    order_id: str, claim_key: str, form: Mapping[str, str], act: Callable[..., Claim]
) -> Response:
    one = _own_claim(order_id, claim_key)
    try:
        act(one.claim_id, buyer_id=one.buyer_id)
    except Invalid as error:
        return _claim_page(one, form, status=422, problems=error.problems)
    except Refused as error:
        one = _own_claim(order_id, claim_key)
        return _claim_page(one, form, status=409, problems={"form": error})
    return see_other(f"/orders/{order_id}/claims/{claim_key}")


def _claim_form(
    order: Order,
    typed: Mapping[str, str],
    *,
    status: int = 200,
    problems: Problems | None = None,
) -> Response:
    claims = claims_of(order.order_id)
    possible = claimable(order, claims)
    known = [one for one in governance.REASONS if any(one in some for some in possible.values())]
    photo = own_photo(order.buyer, typed.get("photo", ""))
    return render(
        "buyer/claims/new.html",
        status=status,
        order=order,
        lines=[_choice(order, i, typed) for i in possible],
        reasons=known,
        claims=claims,
        form={
            "reason": typed.get("reason", ""),
            "text": typed.get("text", ""),
            "photo": photo.photo_id if photo and photo.state != "refused" else "",
            "form_key": typed.get("form_key") or new_form_key(),
        },
        photo=photo,
        photo_src=src_of(photo),
        upload=upload_back_to(order.buyer, f"/orders/{order.order_id}/claim", photo),
        problems=problems or {},
    )


def _choice(order: Order, i: int, typed: Mapping[str, str]) -> dict[str, object]:
    """One line of the form: the only line of an order is chosen from the start."""
    line = order.lines[i]
    most = yuan(governance.refundable_fen(line)).replace(",", "")
    return {
        "i": i,
        "line": line,
        "most": most,
        "fen": typed.get(f"fen-{i}", most),
        "is_chosen": typed.get(f"line-{i}") == "yes"
        or ("reason" not in typed and len(order.lines) == 1),
        "ends": governance.window_ends(line, parcel_with(order, line)),
    }


def _claim_page(
    one: Claim,
    typed: Mapping[str, str],
    *,
    status: int = 200,
    problems: Problems | None = None,
) -> Response:
    case = case_of(one)
    form = statement_form(typed)
    photo = own_photo(case.order.buyer, str(form["photo"]))
    path = f"/orders/{one.order_id}/claims/{one.claim_key}"
    speaks = one.state in {"offered", "declined"} or case.may_say_more(BUYER)
    return render(
        "buyer/claims/show.html",
        status=status,
        case=case,
        path_of_claim=path,
        form=form,
        photo=photo,
        photo_src=src_of(photo),
        upload=upload_back_to(case.order.buyer, path, photo) if speaks else None,
        done=asking().query.get("done", ""),
        problems=problems or {},
    )
