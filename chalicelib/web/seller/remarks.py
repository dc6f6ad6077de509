"""The seller's pages of questions and reviews: those without a reply, and the reply."""

from chalice.app import Response

from chalicelib import service
from chalicelib.accounts import PRODUCER
from chalicelib.service import LONGEST, QUESTION, REFUSED, REPLY, REVIEW, Remark, ReviewForm
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, new_form_key, typed
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/shop/remarks", who=PRODUCER)
def show_remarks() -> Response:
    query, shop = asking().query, own_producer_id()
    kind = REVIEW if query.get("list") == REVIEW else QUESTION
    return render(
        "seller/remarks/list.html",
        page=service.waiting_for_seller(kind, shop, query.get("cursor", "")),
        kind=kind,
        shop=shop,
        done=query.get("done", ""),
    )


@pages.get("/shop/remarks/{listing_id}/{remark_key}", who=PRODUCER)
def show_remark(listing_id: str, remark_key: str) -> Response:
    remark = _own(listing_id, remark_key)
    is_refused = remark.reply is not None and remark.reply.state == REFUSED
    form = {"form_key": new_form_key(), **kept(typed(), "text")}
    if is_refused and not typed():
        form["text"] = remark.reply.text
    return render(
        "seller/remarks/show.html",
        remark=remark,
        has_form=remark.reply is None or is_refused,
        form=form,
        longest=LONGEST[REPLY],
    )


@pages.post("/shop/remarks/{listing_id}/{remark_key}", who=PRODUCER, again=show_remark)
def reply_to_remark(listing_id: str, remark_key: str) -> Response:
    remark, form = _own(listing_id, remark_key), pages.form()
    reply = ReviewForm(form.key(), form.words("text", lines=True))
    form.check()
    person = signed_in_person()
    own = person.scopes(PRODUCER)
    service.reply(listing_id, remark_key, reply, seller_ids=own, by=person.person_id)
    return see_other(f"/shop/remarks?shop={remark.seller_id}&list={remark.kind}&done=sent")


def _own(listing_id: str, remark_key: str) -> Remark:
    return service.sellers_remark(listing_id, remark_key, signed_in_person().scopes(PRODUCER))
