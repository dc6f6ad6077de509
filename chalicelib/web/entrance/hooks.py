"""Where Stripe posts what has happened. The signature is over the bytes as they came, so nothing reads them before."""

import logging

from chalice.app import Response

from chalicelib import payments
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)
log = logging.getLogger("countyfair.stripe")
HEARD, NOT_FOR_US, AGAIN = 200, 400, 503

payments.check_stripe()  # half a configuration: the fair does not start


@pages.hook("/stripe/webhook")
def hear_stripe() -> Response:
    """200: heard, also when an order refused the money. 400: not from Stripe to us, now. 503: please post it again."""
    request = pages.current_request
    header = request.headers.get("stripe-signature", "")
    raw = request.raw_body
    try:
        payments.hear(raw if isinstance(raw, bytes) else str(raw).encode(), header)
    except payments.NotHeard as refusal:
        log.warning("webhook refused", extra={"why": str(refusal)})
        return _answer(NOT_FOR_US)
    except Exception:
        log.exception("webhook not taken")
        return _answer(AGAIN)
    return _answer(HEARD)


def _answer(status: int) -> Response:
    return Response("", status_code=status, headers={"Content-Type": "text/plain"})
