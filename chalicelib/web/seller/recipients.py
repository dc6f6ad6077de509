"""Where a seller or a creator opens an account at Stripe, and has their share sent there."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib import payments
from chalicelib.errors import FairError, Refused
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.forms import choice, kept, text
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import HOST, PRODUCER, Pages
from chalicelib.web.seller.earners import HOSTS, SHOP, own_lives, own_shop

LONGEST_NAME = 60

pages = Pages(__name__)


@pages.get("/shop/earnings/stripe", who=PRODUCER)
def show_shop_recipient() -> Response:
    return _show(own_shop(), SHOP, {}, {})


@pages.post("/shop/earnings/stripe", who=PRODUCER)
def open_shop_recipient() -> Response:
    return _open(own_shop(), SHOP)


@pages.post("/shop/earnings/stripe/use", who=PRODUCER)
def use_shop_recipient() -> Response:
    return _use(own_shop(), SHOP)


@pages.get("/host/earnings/stripe", who=HOST)
def show_host_recipient() -> Response:
    return _show(own_lives(), HOSTS, {}, {})


@pages.post("/host/earnings/stripe", who=HOST)
def open_host_recipient() -> Response:
    return _open(own_lives(), HOSTS)


@pages.post("/host/earnings/stripe/use", who=HOST)
def use_host_recipient() -> Response:
    return _use(own_lives(), HOSTS)


def _open(owner: str, base: str) -> Response:
    form, problems = pages.form(), dict[str, FairError]()
    name = text(form, "name", 1, LONGEST_NAME, problems)
    country = choice(form, "country", payments.RECIPIENT_COUNTRIES, problems)
    if problems:
        return _show(owner, base, form, problems, status=422)
    try:
        payments.open_recipient(owner, name=name, country=country)
    except Refused as error:
        return _show(owner, base, form, {"form": error}, status=409)
    return see_other(f"{base}/stripe")


def _use(owner: str, base: str) -> Response:
    try:
        payments.be_paid_through_stripe(owner, by=signed_in_person().person_id)
    except Refused as error:
        return _show(owner, base, {}, {"form": error}, status=409)
    return see_other(f"{base}?done=account")


def _show(
    owner: str,
    base: str,
    form: Mapping[str, str],
    problems: dict[str, FairError],
    *,
    status: int = 200,
) -> Response:
    one, seen = payments.recipient_of(owner), None
    if one and not problems:
        try:
            seen = payments.progress_of(one, path=f"{base}/stripe")
        except Refused as error:
            problems, status = {"form": error}, 409
    return render(
        "seller/earnings/stripe.html",
        status=status,
        base=base,
        recipient=one,
        seen=seen,
        countries=payments.RECIPIENT_COUNTRIES,
        form=kept(form, "name", "country"),
        problems=problems,
    )
