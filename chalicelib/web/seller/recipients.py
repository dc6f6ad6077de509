"""Where a seller or a creator opens an account at Stripe, and has their share sent there."""

from chalice.app import Response

from chalicelib import payments
from chalicelib.web.page.addresses import page_at
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages
from chalicelib.web.seller.earners import EARNERS, own_earner

LONGEST_NAME = 60

pages = Pages(__name__)


@page_at("/earnings/{whose}/stripe")
def show_without_progress(whose: str) -> Response:
    return _page(whose)


@pages.get("/earnings/{whose}/stripe", who=EARNERS, again=show_without_progress)
def show_recipient(whose: str) -> Response:
    return _page(whose, with_progress=True)


@pages.post("/earnings/{whose}/stripe", who=EARNERS, again=show_without_progress)
def open_recipient(whose: str) -> Response:
    owner, form = own_earner(whose), pages.form()
    name = form.text("name", 1, LONGEST_NAME)
    country = form.choice("country", payments.RECIPIENT_COUNTRIES)
    form.check()
    payments.open_recipient(owner, name=name, country=country)
    return see_other(f"/earnings/{whose}/stripe")


@pages.post("/earnings/{whose}/stripe/use", who=EARNERS, again=show_without_progress)
def use_recipient(whose: str) -> Response:
    owner, person = own_earner(whose), signed_in_person()
    payments.be_paid_through_stripe(owner, by=person.person_id, let_in_by=person.let_in_by)
    return see_other(f"/earnings/{whose}?done=account")


def _page(whose: str, *, with_progress: bool = False) -> Response:
    recipient, progress = payments.recipient_of(own_earner(whose)), None
    if recipient and with_progress:
        progress = payments.progress_of(recipient, path=f"/earnings/{whose}/stripe")
    return render(
        "seller/earnings/stripe.html",
        whose=whose,
        recipient=recipient,
        progress=progress,
        countries=payments.RECIPIENT_COUNTRIES,
        form=kept(typed(), "name", "country"),
    )
