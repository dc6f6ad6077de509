"""What everybody reads about goods: reviews, questions and what the seller replied; and the form to ask."""

from typing import NamedTuple

from chalice.app import Response

from chalicelib import service
from chalicelib.catalogue import recent_listing
from chalicelib.service import QUESTION, REVIEW, Remark, ReviewForm, mean_of
from chalicelib.store import Page
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import kept, new_form_key, typed
from chalicelib.web.page.remarks import own_person_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

FRESH_SECONDS = 30
NEWEST = 3

pages = Pages(__name__)


class ShownTally(NamedTuple):
    """What many people say of one product: how many gave one star, two and so on, their mean ("" where there are too
    few), and how many questions everybody may read."""

    counts: list[int]
    mean: str
    questions: int

    @property
    def reviews(self) -> int:
        return sum(self.counts)


class NewestRemarks(NamedTuple):
    """The section of a product's page. What there is none of costs no read."""

    tally: ShownTally
    reviews: list[Remark]
    questions: list[Remark]


def newest_remarks(listing_id: str) -> NewestRemarks:
    tally = _tally(listing_id)
    reviews = (
        service.remarks_on_show(REVIEW, listing_id, limit=NEWEST) if tally.reviews else Page([])
    )
    questions = (
        service.remarks_on_show(QUESTION, listing_id, limit=NEWEST) if tally.questions else Page([])
    )
    return NewestRemarks(tally, list(reviews.items), list(questions.items))


@pages.get("/goods/{listing_id}/reviews", who=ANYONE)
def show_reviews(listing_id: str) -> Response:
    return _list("public/goods/reviews.html", REVIEW, listing_id)


@pages.get("/goods/{listing_id}/questions", who=ANYONE)
def show_questions(listing_id: str) -> Response:
    return _list("public/goods/questions.html", QUESTION, listing_id)


@pages.get("/goods/{listing_id}/ask", who=ANYONE)
def show_ask(listing_id: str) -> Response:
    return render(
        "public/goods/ask.html",
        listing=recent_listing(listing_id),
        form={"form_key": new_form_key(), **kept(typed(), "text")},
        longest=service.LONGEST[QUESTION],
        done=asking().query.get("done", ""),
    )


@pages.post("/goods/{listing_id}/ask", who=ANYONE, again=show_ask)
def ask_seller(listing_id: str) -> Response:
    form = pages.form()
    question = ReviewForm(form.key(), form.words("text", lines=True), person_id=own_person_id())
    form.check()
    service.ask(listing_id, question, asker_id=own_buyer_id(), network=asking().network)
    return see_other(f"/goods/{listing_id}/ask?done=sent")


def _list(template: str, kind: str, listing_id: str) -> Response:
    return render(
        template,
        public_seconds=FRESH_SECONDS,
        listing=recent_listing(listing_id),
        tally=_tally(listing_id),
        page=service.remarks_on_show(kind, listing_id, asking().query.get("cursor", "")),
    )


def _tally(listing_id: str) -> ShownTally:
    tally = service.recent_tally(listing_id)
    counts = list(tally.counts)
    return ShownTally(counts, mean_of(counts), int(tally.questions))
