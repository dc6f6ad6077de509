"""Who may call what: one table, and everybody else tried on every line of it."""

import pytest

from chalicelib.accounts import ROLES
from chalicelib.web.page.routes import owners
from tests.client import Client
from tests.people import SignIn

ANYONE = set(ROLES) | {"visitor"}
EVERYBODY_SIGNED_IN = set(ROLES)

WHO: dict[str, set[str]] = {
    "GET /": ANYONE,
    "GET /about": ANYONE,
    "GET /audit": {"administrator"},
    "GET /basket": ANYONE,
    "POST /basket/lines": ANYONE,
    "POST /basket/lines/{sku_id}": ANYONE,
    "POST /basket/lines/{sku_id}/price": ANYONE,
    "GET /checkout": ANYONE,
    "GET /checkout/points": ANYONE,
    "POST /checkout": ANYONE,
    "GET /counties": ANYONE,
    "GET /counties/{county_id}": ANYONE,
    "GET /favicon.ico": ANYONE,
    "POST /fund": {"administrator"},
    "GET /fund": {"administrator", "governance"},
    "GET /goods": ANYONE,
    "GET /goods/{listing_id}": ANYONE,
    "GET /goods/{listing_id}/ask": ANYONE,
    "POST /goods/{listing_id}/ask": ANYONE,
    "GET /goods/{listing_id}/place": ANYONE,
    "GET /goods/{listing_id}/questions": ANYONE,
    "GET /goods/{listing_id}/reviews": ANYONE,
    "POST /goods/{listing_id}/place": ANYONE,
    "GET /earnings/{whose}": {"producer", "host"},
    "GET /earnings/{whose}/account": {"producer", "host"},
    "POST /earnings/{whose}/account": {"producer", "host"},
    "GET /earnings/{whose}/stripe": {"producer", "host"},
    "POST /earnings/{whose}/stripe": {"producer", "host"},
    "POST /earnings/{whose}/stripe/use": {"producer", "host"},
    "GET /earnings/{whose}/weeks/{week}": {"producer", "host"},
    "POST /errands": {"administrator"},
    "GET /healthz": ANYONE,
    "GET /help": ANYONE,
    "GET /help/{topic}": ANYONE,
    "GET /host": {"host", "official"},
    "GET /host/earnings": {"host"},
    "GET /host/earnings/account": {"host"},
    "POST /host/earnings/account": {"host"},
    "GET /host/earnings/weeks/{week}": {"host"},
    "GET /host/{session_id}": {"host", "official"},
    "POST /host/{session_id}/camera": {"host", "official"},
    "POST /host/{session_id}/chunks/{seq}": {"host", "official"},
    "POST /host/{session_id}/end": {"host", "official"},
    "POST /host/{session_id}/live": {"host", "official"},
    "POST /host/{session_id}/pin": {"host", "official"},
    "POST /host/{session_id}/resume": {"host", "official"},
    "POST /host/{session_id}/unpin": {"host", "official"},
    "GET /impact": {"manager"},
    "GET /impact/dictionary.csv": ANYONE,
    "GET /impact/lines": {"manager"},
    "GET /impact/months": {"manager"},
    "POST /impact/months": {"manager"},
    "GET /impact/report.csv": {"manager"},
    "GET /impact/report.json": ANYONE,
    "GET /language/{lang}": ANYONE,
    "GET /ledger/orders/{order_id}/invoices": {"administrator"},
    "GET /ledger/orders/{order_id}/invoices/{document}": {"administrator"},
    "GET /ledger": {"administrator"},
    "GET /ledger/accounts": {"administrator"},
    "GET /ledger/orders/{order_id}": {"administrator"},
    "GET /ledger/search": {"administrator"},
    "GET /live": ANYONE,
    "GET /live/{session_id}": ANYONE,
    "GET /live/{session_id}/state.json": ANYONE,
    "POST /live/{session_id}/chat": ANYONE,
    "GET /host/{session_id}/chat": {"host", "official"},
    "POST /host/{session_id}/chat": {"host", "official"},
    "POST /host/{session_id}/chat/slow": {"host", "official"},
    "GET /me/devices": EVERYBODY_SIGNED_IN,
    "POST /me/devices/{device_id}/revoke": EVERYBODY_SIGNED_IN,
    "GET /me/notices": EVERYBODY_SIGNED_IN,
    "POST /me/notices/read": EVERYBODY_SIGNED_IN,
    "GET /not-found": ANYONE,
    "GET /office": {"official"},
    "GET /office/listings": {"official"},
    "POST /office/listings/{listing_id}/recommend": {"official"},
    "GET /office/open": {"official"},
    "GET /office/photos/{photo_id}": {"official"},
    "POST /office/photos": {"official"},
    "POST /office/page/pictures/{photo_ref}": {"official"},
    "GET /office/page/pictures/{photo_ref}": {"official"},
    "POST /office/page/pictures": {"official"},
    "GET /office/page": {"official"},
    "POST /office/open": {"official"},
    "GET /office/producers": {"official"},
    "POST /office/producers": {"official"},
    "GET /office/producers/{producer_id}/code": {"official"},
    "POST /office/producers/{producer_id}/devices/{device_id}": {"official"},
    "POST /office/producers/{producer_id}/code": {"official"},
    "GET /office/sessions/new": {"official"},
    "POST /office/sessions/new": {"official"},
    "GET /office/sessions/{session_id}": {"official"},
    "POST /office/sessions/{session_id}": {"official"},
    "GET /office/storefront": {"official"},
    "POST /office/storefront": {"official"},
    "GET /orders": ANYONE,
    "POST /orders": ANYONE,
    "GET /orders/look-up": ANYONE,
    "POST /orders/look-up": ANYONE,
    "GET /orders/{order_id}": ANYONE,
    "POST /orders/{order_id}/address": ANYONE,
    "POST /orders/{order_id}/cancel": ANYONE,
    "GET /orders/{order_id}/claim": ANYONE,
    "POST /orders/{order_id}/claim": ANYONE,
    "GET /orders/{order_id}/claims/{claim_key}": ANYONE,
    "POST /orders/{order_id}/claims/{claim_key}/dispute": ANYONE,
    "POST /orders/{order_id}/claims/{claim_key}/evidence": ANYONE,
    "POST /orders/{order_id}/claims/{claim_key}/take": ANYONE,
    "POST /orders/{order_id}/claims/{claim_key}/withdraw": ANYONE,
    "POST /orders/{order_id}/lines/{line}/addition": ANYONE,
    "POST /orders/{order_id}/lines/{line}/photos": ANYONE,
    "GET /orders/{order_id}/lines/{line}/photos/{photo_id}": ANYONE,
    "GET /orders/{order_id}/lines/{line}/review": ANYONE,
    "POST /orders/{order_id}/lines/{line}/review": ANYONE,
    "POST /orders/{order_id}/photos": ANYONE,
    "GET /orders/{order_id}/invoices": ANYONE,
    "POST /orders/{order_id}/invoices": ANYONE,
    "GET /orders/{order_id}/invoices/{document}": ANYONE,
    "GET /orders/{order_id}/photos/{photo_id}": ANYONE,
    "POST /orders/{order_id}/part/cancel": ANYONE,
    "POST /orders/{order_id}/code": ANYONE,
    "POST /orders/{order_id}/refund-account": ANYONE,
    "POST /orders/{order_id}/received": ANYONE,
    "GET /pay/{order_id}": ANYONE,
    "POST /pay/{order_id}": ANYONE,
    "POST /pay/{order_id}/way": ANYONE,
    "GET /points": {"official", "producer"},
    "POST /points": {"official", "producer"},
    "GET /points/{point_id}": {"official", "producer"},
    "POST /points/{point_id}/close": {"official", "producer"},
    "GET /points/{point_id}/orders/{order_id}": {"official", "producer"},
    "POST /points/{point_id}/orders/{order_id}/hand-over": {"official", "producer"},
    "POST /points/{point_id}/orders/{order_id}/not-fetched": {"official", "producer"},
    "GET /payouts": {"administrator"},
    "POST /payouts/files": {"administrator"},
    "GET /payouts/files/{file_id}": {"administrator"},
    "POST /payouts/files/{file_id}/approve": {"administrator"},
    "GET /payouts/files/{file_id}/csv": {"administrator"},
    "POST /payouts/files/{file_id}/posted": {"administrator"},
    "POST /payouts/files/{file_id}/withdraw": {"administrator"},
    "GET /payouts/{payout_id}": {"administrator"},
    "POST /payouts/{payout_id}/posted": {"administrator"},
    "POST /payouts/{payout_id}/void": {"administrator"},
    "GET /producers/{producer_id}": ANYONE,
    "GET /review": {"governance"},
    "GET /review/claims": {"governance"},
    "GET /review/claims/{claim_id}": {"governance"},
    "POST /review/claims/{claim_id}/decide": {"governance"},
    "GET /review/remarks": {"governance"},
    "GET /review/remarks/{listing_id}/{remark_key}": {"governance"},
    "POST /review/remarks/{listing_id}/{remark_key}/refuse": {"governance"},
    "POST /review/remarks/{listing_id}/{remark_key}/release": {"governance"},
    "GET /review/{listing_id}": {"governance"},
    "POST /review/{listing_id}/approve": {"governance"},
    "POST /review/{listing_id}/reject": {"governance"},
    "POST /review/{listing_id}/remove": {"governance"},
    "POST /review/{listing_id}/restore": {"governance"},
    "GET /review/{listing_id}/revision": {"governance"},
    "POST /review/{listing_id}/revision/accept": {"governance"},
    "POST /review/{listing_id}/revision/reject": {"governance"},
    "GET /shop": {"producer"},
    "GET /shop/remarks": {"producer"},
    "GET /shop/remarks/{listing_id}/{remark_key}": {"producer"},
    "POST /shop/remarks/{listing_id}/{remark_key}": {"producer"},
    "GET /shop/claims": {"producer"},
    "GET /shop/claims/{claim_id}": {"producer"},
    "POST /shop/claims/{claim_id}/accept": {"producer"},
    "POST /shop/claims/{claim_id}/decline": {"producer"},
    "POST /shop/claims/{claim_id}/evidence": {"producer"},
    "POST /shop/claims/{claim_id}/offer": {"producer"},
    "POST /shop/claims/{claim_id}/photos": {"producer"},
    "GET /shop/claims/{claim_id}/photos/{photo_id}": {"producer"},
    "POST /shop/listings": {"producer"},
    "GET /shop/earnings": {"producer"},
    "GET /shop/earnings/account": {"producer"},
    "POST /shop/earnings/account": {"producer"},
    "GET /shop/earnings/weeks/{week}": {"producer"},
    "GET /shop/listings/new": {"producer"},
    "GET /shop/listings/{listing_id}": {"producer"},
    "GET /shop/listings/{listing_id}/edit": {"producer"},
    "POST /shop/listings/{listing_id}/edit": {"producer"},
    "GET /shop/listings/{listing_id}/selling": {"producer"},
    "POST /shop/listings/{listing_id}/selling": {"producer"},
    "POST /shop/listings/{listing_id}/stock": {"producer"},
    "POST /shop/listings/{listing_id}/sale": {"producer"},
    "POST /shop/listings/{listing_id}/price": {"producer"},
    "POST /shop/listings/{listing_id}/copy": {"producer"},
    "POST /shop/listings/{listing_id}/submit": {"producer"},
    "GET /shop/orders": {"producer"},
    "GET /shop/orders/{order_id}": {"producer"},
    "POST /shop/orders/{order_id}/rest": {"producer"},
    "POST /shop/orders/{order_id}/cash": {"producer"},
    "GET /shop/orders/{order_id}/invoices": {"producer"},
    "POST /shop/orders/{order_id}/invoices": {"producer"},
    "GET /shop/orders/{order_id}/invoices/{document}": {"producer"},
    "POST /shop/orders/{order_id}/not-taken": {"producer"},
    "POST /shop/orders/{order_id}/pack": {"producer"},
    "POST /shop/orders/{order_id}/ship": {"producer"},
    "POST /shop/photos": {"producer"},
    "GET /shop/shipping": {"producer"},
    "POST /shop/shipping": {"producer"},
    "GET /shop/photos/{photo_id}": {"producer"},
    "POST /shop/page/words": {"producer"},
    "GET /shop/page/words": {"producer"},
    "POST /shop/page/pictures/{photo_ref}": {"producer"},
    "GET /shop/page/pictures/{photo_ref}": {"producer"},
    "POST /shop/page/pictures": {"producer"},
    "GET /shop/page": {"producer"},
    "POST /shop/photos/turn": {"producer"},
    "POST /shop/listings/{listing_id}/turn": {"producer"},
    "GET /sign-in": ANYONE,
    "POST /sign-in": ANYONE,
    "GET /robots.txt": ANYONE,
    "GET /sign-in/brought": EVERYBODY_SIGNED_IN,
    "GET /sign-in/code": ANYONE,
    "POST /sign-in/code": ANYONE,
    "GET /sign-in/link/{token}": ANYONE,
    "POST /sign-in/link/{token}": ANYONE,
    "POST /sign-out": ANYONE,
    "POST /stripe/webhook": ANYONE,
    "GET /shop/earnings/stripe": {"producer"},
    "POST /shop/earnings/stripe": {"producer"},
    "POST /shop/earnings/stripe/use": {"producer"},
    "GET /host/earnings/stripe": {"host"},
    "POST /host/earnings/stripe": {"host"},
    "POST /host/earnings/stripe/use": {"host"},
    "GET /statements": {"administrator"},
    "POST /statements": {"administrator"},
    "GET /statements/{statement_id}": {"administrator"},
    "POST /statements/{statement_id}": {"administrator"},
    "POST /statements/{statement_id}/columns": {"administrator"},
    "GET /statements/rows/{row_id}": {"administrator"},
    "POST /statements/rows/{row_id}/income": {"administrator"},
    "POST /statements/rows/{row_id}/no-money": {"administrator"},
    "POST /statements/rows/{row_id}/taken-back": {"administrator"},
    "GET /suspense/{line_id}": {"administrator"},
    "POST /suspense/{line_id}/assign": {"administrator"},
    "POST /suspense/{line_id}/provider": {"administrator"},
    "POST /suspense/{line_id}/return": {"administrator"},
    "GET /uploads/refused": ANYONE,
}


def told(who: str | tuple[str, ...]) -> set[str]:
    if who == "anyone":
        return ANYONE
    return {who} if isinstance(who, str) else set(who)


def test_the_table_and_the_routes_say_the_same(app: object) -> None:
    assert {f"{method} {path}": told(who) for (method, path), who in owners.items()} == WHO


def somewhere(path: str) -> str:
    return "/".join("c0001" if part.startswith("{") else part for part in path.split("/"))


def answer_of(client: Client, line: str) -> int:
    method, path = line.split(" ")
    send = client.get if method == "GET" else client.post
    return send(somewhere(path)).status_code


@pytest.mark.parametrize("role", ROLES)
def test_a_page_of_others_is_not_there_for_a_role(signed_in_as: SignIn, role: str) -> None:
    client = signed_in_as(f"{role}:c0001")

    for line, allowed in WHO.items():
        if role not in allowed:
            assert answer_of(client, line) == 404, line


def test_a_visitor_is_asked_to_sign_in_first(visitor: Client) -> None:
    for line, allowed in WHO.items():
        if "visitor" not in allowed:
            expected = 303 if line.startswith("GET") else 403
            assert answer_of(visitor, line) == expected, line


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_there_is_a_page_and_never_a_fault(signed_in_as: SignIn, role: str) -> None:
    client = signed_in_as(f"{role}:c9999")

    for line, allowed in WHO.items():
        if role in allowed and "{" in line:
            assert answer_of(client, line) in {200, 303, 404, 409, 422}, line
