"""The sandbox behind the SDK: an HTTP client that answers by itself. Imported only where the sandbox is used."""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

import stripe

from chalicelib.payments.sandbox import balance, events, pass_on, pay
from chalicelib.payments.sandbox.checks import FORM, JSON, StripeRefusal, form_of, params
from chalicelib.payments.sandbox.keys import SandboxRequest, digest_of
from chalicelib.payments.sandbox.objects import Json
from chalicelib.payments.sandbox.secrets import SANDBOX_KEY

LONGEST_KEY = 255
LOSE_REQUEST, LOSE_ANSWER, BREAK, TOO_MANY = "lose-request", "lose-answer", "break", "too-many"


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    kind: str  # of its parameters, under stripe.params
    answer: Callable[[SandboxRequest], Json]

    def fits(self, method: str, path: str) -> tuple[str, ...] | None:
        """The ids in the path, or None when it is another's."""
        match = re.fullmatch(self.path.replace("{}", "([^/]+)"), path)
        return tuple(map(unquote, match.groups())) if match and method == self.method else None


ROUTES = (
    Route("post", "/v1/checkout/sessions", "checkout.SessionCreateParams", pay.create_session),
    Route("get", "/v1/checkout/sessions/{}", "checkout.SessionRetrieveParams", pay.show_session),
    Route("post", "/v1/checkout/sessions/{}/expire", "checkout.SessionExpireParams", pay.expire_session),
    Route("get", "/v1/payment_intents/{}", "PaymentIntentRetrieveParams", pay.show_intent),
    Route("post", "/v1/refunds", "RefundCreateParams", pay.create_refund),
    Route("get", "/v1/refunds", "RefundListParams", pay.list_refunds),
    Route("get", "/v1/refunds/{}", "RefundRetrieveParams", pay.show_refund),
    Route("get", "/v1/disputes/{}", "DisputeRetrieveParams", pay.show_dispute),
    Route("post", "/v1/transfers", "TransferCreateParams", pass_on.create_transfer),
    Route("get", "/v1/transfers", "TransferListParams", pass_on.list_transfers),
    Route("get", "/v1/transfers/{}", "TransferRetrieveParams", pass_on.show_transfer),
    Route("post", "/v1/transfers/{}/reversals", "TransferReversalCreateParams", pass_on.create_reversal),
    Route("get", "/v1/transfers/{}/reversals", "TransferReversalListParams", pass_on.list_reversals),
    Route("get", "/v1/balance_transactions", "BalanceTransactionListParams", balance.list_transactions),
    Route("get", "/v1/events", "EventListParams", events.list_events),
    Route("get", "/v1/events/{}", "EventRetrieveParams", events.show_event),
    Route("post", "/v2/core/accounts", "v2.core.AccountCreateParams", pass_on.create_account),
    Route("get", "/v2/core/accounts/{}", "v2.core.AccountRetrieveParams", pass_on.show_account),
    Route("post", "/v2/core/account_links", "v2.core.AccountLinkCreateParams", pass_on.create_account_link),
)  # fmt: skip


class SandboxHTTP(stripe.HTTPClient):  # type: ignore[misc]  # its types are not followed
    """Moves no bytes. `troubles` are what becomes of the next requests, one each: lost on the way, answered and the
    answer lost, broken, too many; an empty word lets one pass."""

    name = "sandbox"
    troubles: ClassVar[deque[str]] = deque()

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        trouble = self.troubles.popleft() if self.troubles else ""
        if trouble == LOSE_REQUEST:
            raise stripe.APIConnectionError("the request is lost", should_retry=True)
        status, body = _refused(trouble) or _answered(method, url, headers or {}, post_data)
        if trouble == LOSE_ANSWER:
            raise stripe.APIConnectionError("the answer is lost", should_retry=True)
        text = json.dumps(body)
        return text, status, {"Request-Id": f"req_{digest_of(text)[:16]}"}

    def close(self) -> None:
        """Nothing is open."""

    def _sleep_time_seconds(self, num_retries: int) -> float:  # noqa: ARG002 - the SDK's shape
        return 0.0


def _refused(trouble: str) -> tuple[int, Json] | None:
    if trouble == BREAK:
        return 500, {"error": {"type": "api_error", "message": "Something broke."}}
    if trouble == TOO_MANY:
        return 429, {
            "error": {"type": "rate_limit_error", "code": "rate_limit", "message": "Slower."}
        }
    return None


def _answered(
    method: str, url: str, headers: Mapping[str, str], post_data: str | None
) -> tuple[int, Json]:
    try:
        _check(headers)
        parts = urlsplit(url)
        route, ids = _route(method, parts.path)
        parse = _given(post_data, parts.query, is_json=parts.path.startswith("/v2/"))
        request = SandboxRequest(
            parts.path, parse(params(route.kind)), headers.get("Idempotency-Key", ""), ids
        )
        return 200, route.answer(request)
    except StripeRefusal as refusal:
        return refusal.status, {"error": refusal.error}


def _route(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    for route in ROUTES:
        ids = route.fits(method, path)
        if ids is not None:
            return route, ids
    raise StripeRefusal(404, "", f"Unrecognized request URL ({method.upper()}: {path}).")


def _given(post_data: str | None, query: str, *, is_json: bool) -> Callable[[Any], Json]:
    """Reads what was sent, once it is known what it should be. Only bodies of the second generation are JSON."""
    if post_data is not None and is_json:
        return lambda kind: JSON.fields(json.loads(post_data), kind)
    return lambda kind: FORM.fields(form_of(query if post_data is None else post_data), kind)


def _check(headers: Mapping[str, str]) -> None:
    if headers.get("Authorization") != f"Bearer {SANDBOX_KEY}":
        raise StripeRefusal(401, "", "Invalid API Key provided.")
    if headers.get("Stripe-Version") != events.version():
        raise StripeRefusal(400, "", "Invalid Stripe API version.")
    if "X-Stripe-Client-Telemetry" in headers:
        raise StripeRefusal(400, "", "The fair tells nobody how it is.")
    if len(headers.get("Idempotency-Key", "")) > LONGEST_KEY:
        raise StripeRefusal(400, "", "The idempotency key is too long.")
