"""Changes of goods on show: the public copy beside what is to come, and the decision on it."""

from chalice.app import Response

from chalicelib.accounts import GOVERNANCE
from chalicelib.catalogue import (
    LONGEST_REASON,
    get_listing,
    goods_of,
    revision_of,
    screening_of_goods,
    with_revision,
)
from chalicelib.errors import NotFound
from chalicelib.governance import accept_revision, reject_revision
from chalicelib.screening import laws
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.forms import typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/review/{listing_id}/revision", who=GOVERNANCE)
def show_revision(listing_id: str) -> Response:
    listing, revision = get_listing(listing_id), revision_of(listing_id)
    if revision is None:
        raise NotFound("not-found")
    goods = with_revision(listing, revision)
    return render(
        "reviewer/listings/revision.html",
        listing=listing,
        revision=revision,
        before=goods_of(listing),
        goods=goods,
        screening=screening_of_goods(goods),
        laws=laws(),
        reason=typed().get("reason", ""),
    )


@pages.post("/review/{listing_id}/revision/accept", who=GOVERNANCE, again=show_revision)
def accept(listing_id: str) -> Response:
    form = pages.form()
    accept_revision(
        listing_id,
        signed_in_person().person_id,
        sent_at=form.get("sent", ""),
        despite=form.get("despite") == "yes",
    )
    return see_other("/review?done=revised")


@pages.post("/review/{listing_id}/revision/reject", who=GOVERNANCE, again=show_revision)
def send_back(listing_id: str) -> Response:
    form = pages.form()
    reason = form.text("reason", 0, LONGEST_REASON, lines=True)
    form.check()
    reject_revision(listing_id, reason, signed_in_person().person_id, sent_at=form.get("sent", ""))
    return see_other("/review?done=rejected")
