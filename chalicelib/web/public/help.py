"""Help: how to buy, pay, sell and complain here, in plain words. Every number comes from the rule that it tells of."""

from chalice.app import Response

from chalicelib import governance, orders, payments, payouts
from chalicelib.errors import NotFound
from chalicelib.money import yuan
from chalicelib.settings import settings
from chalicelib.web.page.render import render
from chalicelib.web.page.routes import ANYONE, Pages
from chalicelib.web.page.translate import gettext

HOUR_SECONDS = 3_600
HUNDRED_YUAN_BP = 10_000

pages = Pages(__name__)


def _(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


TITLES = {
    "buying": _("How to buy"),
    "paying": _("Ways to pay"),
    "delivery": _("Delivery and collection"),
    "problems": _("Problems and refunds"),
    "selling": _("Selling at the fair"),
    "how": _("How the fair works"),
    "privacy": _("Privacy"),
    "terms": _("Terms"),
    "contact": _("Contact us"),
}


@pages.get("/help", who=ANYONE)
def show_help() -> Response:
    return render("public/help/list.html", titles=_titles())


@pages.get("/help/{topic}", who=ANYONE)
def show_topic(topic: str) -> Response:
    if topic not in TITLES:
        raise NotFound("not-found")
    return render("public/help/show.html", titles=_titles(), topic=topic, facts=_facts())


def _titles() -> dict[str, str]:
    return {topic: gettext(title) for topic, title in TITLES.items()}


def _facts() -> dict[str, object]:
    """The rules of this deployment, as pages say them."""
    fair, methods = settings(), payments.methods()
    return {
        "address_days": orders.ADDRESS_DAYS,
        "bank_days": orders.BANK_DAYS,
        "cash_limit": yuan(fair.cash_limit_fen).removesuffix(".00"),
        "commission": _percent(fair.commission_bp),
        "contact": fair.contact,
        "delivered_days": orders.DELIVERED_DAYS,
        "fee": _percent(fair.fee_bp),
        "fetch_days": orders.FETCH_DAYS,
        "fresh_hours": orders.FRESH_WINDOW_HOURS,
        "has_bank": orders.BANK in methods,
        "has_card": orders.STRIPE in methods,
        "held_days": payouts.HELD_DAYS,
        "late_days": governance.LATE_AFTER.days,
        "reaches": _percent(HUNDRED_YUAN_BP - fair.fee_bp),
        "scarce_bank_days": orders.BANK_DAYS_WHEN_SCARCE,
        "seller_hours": int(governance.SELLER_TIME.total_seconds()) // HOUR_SECONDS,
        "send_days": orders.SEND_DAYS,
        "unsent_days": orders.UNSENT_DAYS,
        "window_hours": orders.WINDOW_HOURS,
    }


def _percent(basis_points: int) -> str:
    """Hundredths of a percent as "2" or "2.5"."""
    return f"{basis_points / 100:g}"
