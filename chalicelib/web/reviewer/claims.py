"""The platform's pages of disputes: the queue, oldest first, and the decision on each."""

from chalice.app import Response

from chalicelib.accounts import GOVERNANCE
from chalicelib.governance import (
    PART,
    VERDICT_REASONS,
    VERDICTS,
    Verdict,
    any_claim,
    decide,
    may_be_decided,
    open_disputes,
)
from chalicelib.producers import get_producers
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.claims import case_of
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/review/claims", who=GOVERNANCE)
def show_disputes() -> Response:
    query = asking().query
    page = open_disputes(query.get("cursor", ""))
    return render(
        "reviewer/claims/list.html",
        page=page,
        ready=[claim for claim in page.items if may_be_decided(claim)],
        gathering=[claim for claim in page.items if not may_be_decided(claim)],
        sellers=get_producers(claim.seller_id for claim in page.items),
        done=query.get("done", ""),
    )


@pages.get("/review/claims/{claim_id}", who=GOVERNANCE)
def show_dispute(claim_id: str) -> Response:
    case = case_of(any_claim(claim_id))
    return render(
        "reviewer/claims/show.html",
        case=case,
        seller=get_producers([case.claim.seller_id]).get(case.claim.seller_id),
        form=kept(typed(), "verdict", "amount", "reason"),
        verdicts=VERDICTS,
        reasons=VERDICT_REASONS,
    )


@pages.post("/review/claims/{claim_id}/decide", who=GOVERNANCE, again=show_dispute)
def decide_dispute(claim_id: str) -> Response:
    decide(claim_id, _verdict(pages.form()), by=signed_in_person().person_id)
    return see_other("/review/claims?done=decided")


def _verdict(form: Form) -> Verdict:
    verdict = form.get("verdict", "")
    fen = form.money("amount") if verdict == PART else 0
    form.check()
    return Verdict(verdict, form.get("reason", ""), fen)
