"""The SDK, made ready: when it is first needed, with limits on its patience, and its errors as ours."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from chalicelib.errors import Refused
from chalicelib.payments.sandbox.secrets import SANDBOX_KEY
from chalicelib.payments.stripe.settings import StripeSettings

CONNECT_SECONDS, ANSWER_SECONDS = 2, 6
MOST_RETRIES = 1  # two calls of a page, each tried twice, end within the 29 seconds of the gateway
log = logging.getLogger("countyfair.stripe")


@cache
def stripe_client(secrets: StripeSettings) -> Any:
    """A client of Stripe itself, one for each process; with the sandbox's key, of the sandbox."""
    if secrets.key == SANDBOX_KEY:
        return sandbox_client()
    import stripe

    http = stripe.RequestsClient(timeout=(CONNECT_SECONDS, ANSWER_SECONDS))
    return _client(secrets.key, http)


@cache
def sandbox_client() -> Any:
    """The same client, before a Stripe that is our own code."""
    from chalicelib.payments.sandbox.http import SandboxHTTP

    return _client(SANDBOX_KEY, SandboxHTTP())


@contextmanager
def patient() -> Iterator[None]:
    """Stripe is away, slow, busy or does not let us in: Refused("payment-away"). What it says about the request itself
    is the caller's to catch, or a fault of ours."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as error:
        log.warning("payment service away", extra={"why": type(error).__name__})
        raise Refused("payment-away") from None
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        log.error("payment service refuses our key", extra={"why": type(error).__name__})  # noqa: TRY400 - no secret in a trace
        raise Refused("payment-away") from None


def _client(key: str, http: Any) -> Any:
    import stripe

    stripe.enable_telemetry = False
    return stripe.StripeClient(key, http_client=http, max_network_retries=MOST_RETRIES)
