"""What producers and creators earn: one sentence, the orders behind each number, and the account it goes to."""

import re

from chalice.app import Response

from chalicelib import clock, ledger, payouts
from chalicelib.errors import NotFound
from chalicelib.payments import takes_stripe
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages
from chalicelib.web.seller.earners import EARNERS, own_earner

_WEEK = r"\d{4}-\d\d-\d\d"

pages = Pages(__name__)


@pages.get("/earnings/{whose}", who=EARNERS)
def show_earnings(whose: str) -> Response:
    owner = own_earner(whose)
    return render(
        "seller/earnings/show.html",
        whose=whose,
        outlook=payouts.outlook_of(owner, clock.now()),
        done=asking().query.get("done", ""),
        paid=payouts.payouts_to(owner, asking().query.get("cursor", "")),
    )


@pages.get("/earnings/{whose}/weeks/{week}", who=EARNERS)
def show_week(whose: str, week: str) -> Response:
    owner = own_earner(whose)
    if not re.fullmatch(_WEEK, week):
        raise NotFound("not-found")
    return render(
        "seller/earnings/week.html",
        whose=whose,
        week=ledger.week_of_owner(owner, week),
        lines=ledger.lines_of_week(owner, week, asking().query.get("cursor", "")),
    )


@pages.get("/earnings/{whose}/account", who=EARNERS)
def show_account(whose: str) -> Response:
    return render(
        "seller/earnings/account.html",
        whose=whose,
        account=payouts.account_of(own_earner(whose)),
        held_days=payouts.HELD_DAYS,
        has_stripe=takes_stripe(),
        form=kept(typed(), "holder", "bank", "number"),
    )


@pages.post("/earnings/{whose}/account", who=EARNERS, again=show_account)
def keep_account(whose: str) -> Response:
    owner, form = own_earner(whose), pages.form()
    account = payouts.BankAccount(*(form.words(name) for name in ("holder", "bank", "number")))
    form.check()
    person = signed_in_person()
    payouts.keep_account(owner, account, by=person.person_id, let_in_by=person.let_in_by)
    return see_other(f"/earnings/{whose}?done=account")
