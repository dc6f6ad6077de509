"""Pages of the ledger, for the administrator: accounts, and every posting of an order up to its payout."""

from collections.abc import Iterable
from typing import Any

from chalice.app import Response

from chalicelib import ledger, orders, payments, payouts
from chalicelib.accounts import names_of
from chalicelib.errors import NotFound
from chalicelib.money import yuan
from chalicelib.producers import get_producers
from chalicelib.web.page.as_written import wording
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ADMINISTRATOR, Pages

KINDS = ("producer:payable", "producer:reserve", "creator:payable", "creator:commission")
LONGEST_ID = 120

pages = Pages(__name__)


@pages.get("/ledger", who=ADMINISTRATOR)
def show_ledger() -> Response:
    return render("administrator/ledger/show.html", order_id="", **_books())


@pages.get("/ledger/search", who=ADMINISTRATOR)
def find_order() -> Response:
    text = asking().query.get("order", "").strip()[:LONGEST_ID]
    for order_id in [*orders.orders_numbered(text), text]:
        if order_id and payouts.trace_of_order(order_id).entries:
            return see_other(f"/ledger/orders/{order_id}")
    return render(
        "administrator/ledger/show.html",
        status=404,
        order_id=text,
        problems={"order": "no-postings" if text else "order-number-missing"},
        **_books(),
    )


@pages.get("/ledger/accounts", who=ADMINISTRATOR)
def show_accounts() -> Response:
    query = asking().query
    kind = query.get("kind", KINDS[0])
    if kind not in KINDS:
        raise NotFound("not-found")
    page = ledger.balances_of_kind(kind, query.get("cursor", ""))
    names = owner_names(balance.account for balance in page.items)
    return render(
        "administrator/ledger/accounts.html",
        kind=kind,
        kinds=KINDS,
        page=page,
        names=names,
        side=side,
    )


@pages.get("/ledger/orders/{order_id}", who=ADMINISTRATOR)
def show_postings(order_id: str) -> Response:
    trace = payouts.trace_of_order(order_id)
    if not trace.entries:
        raise NotFound("not-found")
    names = owner_names(posting.account for entry in trace.entries for posting in entry.postings)
    return render("administrator/ledger/order.html", trace=trace, names=names, side=side)


def owner_names(accounts: Iterable[str]) -> dict[str, str]:
    """What the producers and creators are called whose accounts or owner's ids these are, by their ids."""
    ids: dict[str, set[str]] = {"producer": set(), "creator": set()}
    for account in accounts:
        kind, _, rest = account.partition(":")
        if kind in ids:
            ids[kind].add(rest.partition(":")[0])
    sellers = get_producers(ids["producer"])
    return {seller_id: wording(seller, "name") for seller_id, seller in sellers.items()} | names_of(
        ids["creator"]
    )


def side(fen: int, *, debit: bool) -> str:
    """An amount in the column of its side, nothing in the other."""
    return yuan(abs(fen)) if (fen >= 0) == debit else ""


def _books() -> dict[str, Any]:
    """What stands on the first page of the ledger, whatever is looked for."""
    return {
        "balances": ledger.balances_of_the_fair(),
        "clearing": ledger.CLEARING,
        "check": payments.last_check(),
        "kinds": KINDS,
        "side": side,
    }
