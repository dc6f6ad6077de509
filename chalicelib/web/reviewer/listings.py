"""The platform's review: the queue of recommended goods, and the decision on each."""

from chalice.app import Response

from chalicelib.accounts import GOVERNANCE
from chalicelib.catalogue import LONGEST_REASON, get_listing, screening_of
from chalicelib.counties import get_county
from chalicelib.governance import (
    approve,
    disputes_to_decide,
    reject,
    remove_listing,
    review_queue,
    revision_queue,
    undo_removal,
)
from chalicelib.producers import get_producer, get_producers
from chalicelib.screening import laws
from chalicelib.service import count_for_reviewer
from chalicelib.stock import offers
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import Form, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/review", who=GOVERNANCE)
def show_queue() -> Response:
    query = asking().query
    waiting = review_queue(query.get("cursor", ""))
    return render(
        "reviewer/listings/list.html",
        waiting=waiting,
        producers=get_producers(listing.producer_id for listing in waiting.items),
        screenings={listing.listing_id: screening_of(listing).outcome for listing in waiting.items},
        revisions=revision_queue(query.get("revisions", "")),
        disputes_waiting=disputes_to_decide(),
        remarks_waiting=count_for_reviewer(),
        done=query.get("done", ""),
    )


@pages.get("/review/{listing_id}", who=GOVERNANCE)
def show_case(listing_id: str) -> Response:
    listing = get_listing(listing_id)
    return render(
        "reviewer/listings/show.html",
        listing=listing,
        offer=offers([listing.sku_id])[listing.sku_id],
        producer=get_producer(listing.producer_id),
        county=get_county(listing.county_id),
        reason=typed().get("reason", ""),
        screening=screening_of(listing),
        laws=laws(),
    )


@pages.post("/review/{listing_id}/approve", who=GOVERNANCE, again=show_case)
def approve_listing(listing_id: str) -> Response:
    form = pages.form()
    approve(
        listing_id,
        signed_in_person().person_id,
        state_since=form.get("seen", ""),
        despite=form.get("despite") == "yes",
    )
    return see_other("/review?done=approved")


@pages.post("/review/{listing_id}/reject", who=GOVERNANCE, again=show_case)
def reject_listing(listing_id: str) -> Response:
    form = pages.form()
    reason = _reason(form)
    reject(listing_id, reason, signed_in_person().person_id, state_since=form.get("seen", ""))
    return see_other("/review?done=rejected")


@pages.post("/review/{listing_id}/remove", who=GOVERNANCE, again=show_case)
def take_down_listing(listing_id: str) -> Response:
    remove_listing(listing_id, _reason(pages.form()), signed_in_person().person_id)
    return see_other("/review?done=removed")


@pages.post("/review/{listing_id}/restore", who=GOVERNANCE, again=show_case)
def restore_listing(listing_id: str) -> Response:
    undo_removal(listing_id, signed_in_person().person_id)
    return see_other("/review?done=restored")


def _reason(form: Form) -> str:
    reason = form.text("reason", 0, LONGEST_REASON, lines=True)
    form.check()
    return reason
