"""What producers and creators earn: one sentence, the orders behind each number, and the account it goes to."""

import re
from collections.abc import Mapping

from chalice.app import Response

from chalicelib import clock, ledger, payouts
from chalicelib.errors import FairError, Invalid, NotFound
from chalicelib.payments import takes_stripe
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import HOST, PRODUCER, Pages
from chalicelib.web.seller.earners import HOSTS, SHOP, own_lives, own_shop

_WEEK = re.compile(r"\d{4}-\d\d-\d\d")

pages = Pages(__name__)


@pages.get("/shop/earnings", who=PRODUCER)
def show_shop() -> Response:
    return _show(own_shop(), SHOP)


@pages.get("/shop/earnings/account", who=PRODUCER)
def show_shop_account() -> Response:
    return _account(own_shop(), SHOP, {}, {})


@pages.post("/shop/earnings/account", who=PRODUCER)
def keep_shop_account() -> Response:
    return _keep(own_shop(), SHOP)


@pages.get("/shop/earnings/weeks/{week}", who=PRODUCER)
def show_shop_week(week: str) -> Response:
    return _week(own_shop(), SHOP, week)


@pages.get("/host/earnings", who=HOST)
def show_host() -> Response:
    return _show(own_lives(), HOSTS)


@pages.get("/host/earnings/account", who=HOST)
def show_host_account() -> Response:
    return _account(own_lives(), HOSTS, {}, {})


@pages.post("/host/earnings/account", who=HOST)
def keep_host_account() -> Response:
    return _keep(own_lives(), HOSTS)


@pages.get("/host/earnings/weeks/{week}", who=HOST)
def show_host_week(week: str) -> Response:
    return _week(own_lives(), HOSTS, week)


def _show(owner: str, base: str) -> Response:
    return render(
        "seller/earnings/show.html",
        base=base,
        seen=payouts.outlook_of(owner, clock.now()),
        done=asking().query.get("done", ""),
        paid=payouts.payouts_to(owner, asking().query.get("cursor", "")),
    )


def _week(owner: str, base: str, week: str) -> Response:
    if not _WEEK.fullmatch(week):
        raise NotFound("not-found")
    return render(
        "seller/earnings/week.html",
        base=base,
        week=ledger.week_of_owner(owner, week),
        lines=ledger.lines_of_week(owner, week, asking().query.get("cursor", "")),
    )


def _keep(owner: str, base: str) -> Response:
    form = pages.form()
    typed = payouts.BankAccount(
        form.get("holder", ""), form.get("bank", ""), form.get("number", "")
    )
    try:
        payouts.keep_account(owner, typed, by=signed_in_person().person_id)
    except Invalid as error:
        return _account(owner, base, form, error.problems, status=422)
    return see_other(f"{base}?done=account")


def _account(
    owner: str,
    base: str,
    form: Mapping[str, str],
    problems: dict[str, FairError],
    *,
    status: int = 200,
) -> Response:
    return render(
        "seller/earnings/account.html",
        status=status,
        base=base,
        account=payouts.account_of(owner),
        held_days=payouts.HELD_DAYS,
        has_stripe=takes_stripe(),
        form=kept(form, "holder", "bank", "number"),
        problems=problems,
    )
