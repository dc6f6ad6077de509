"""What Stripe keeps: read from the transactions of its balance, from where the last reading ended, and a day before."""

import hashlib
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib import clock
from chalicelib.payments.fees import ChargedFee, FeesPort
from chalicelib.payments.rules import STRIPE
from chalicelib.payments.stripe.client import patient
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.models import FeesRead
from chalicelib.payments.stripe.settings import takes_stripe
from chalicelib.store import AlreadyThere, put_when

log = logging.getLogger("countyfair.stripe")
OVERLAP = timedelta(days=1)  # a transaction may be listed long after the moment that it names
ON_A_PAGE, MOST_PAGES = 100, 300
FEES, TAX = ("fee", "network_cost"), "tax_fee"  # categories and a type that are fees as a whole
DIGITS = 24


class StripeFees:
    """The port of fees. What Stripe calls a transaction stays in here."""

    def unread(self) -> Iterator[list[ChargedFee]]:
        """Stripe lists the newest first, so a stretch of time is read to its beginning before the next one is begun."""
        api, mark = Stripe().client, FeesRead.find_or_none(STRIPE) or FeesRead(STRIPE, pages=0)
        for _ in range(MOST_PAGES):
            ends = mark.ends or clock.now()
            with patient():
                page = api.v1.balance_transactions.list(_wanted(mark, ends))
            yield [_charged(transaction) for transaction in page.data if kept_fen(transaction)]
            further = _after(mark, ends, page)
            if not _kept(further, mark) or not page.has_more:
                return
            mark = further
        log.error("fees not all read", extra={"pages": MOST_PAGES})


def fee_ports() -> list[FeesPort]:
    """The providers whose fees the fair bears."""
    return [StripeFees()] if takes_stripe() else []


def kept_fen(transaction: Any) -> int:
    """What Stripe keeps by a transaction of the balance; below zero, what it gives back."""
    is_fee = transaction.reporting_category in FEES or transaction.type == TAX
    return int(transaction.fee) - (int(transaction.amount) if is_fee else 0)


def _wanted(mark: FeesRead, ends: datetime) -> dict[str, Any]:
    created = {"lte": int(ends.timestamp())}
    if mark.until:
        created["gte"] = int((mark.until - OVERLAP).timestamp())
    return {
        "created": created,
        "limit": ON_A_PAGE,
        **({"starting_after": mark.after} if mark.after else {}),
    }


def _after(mark: FeesRead, ends: datetime, page: Any) -> FeesRead:
    """How far the reading is with this page."""
    if not page.has_more:
        return FeesRead(STRIPE, pages=mark.pages + 1, until=ends)
    last = page.data[-1].id
    return FeesRead(STRIPE, pages=mark.pages + 1, until=mark.until, ends=ends, after=last)


def _kept(further: FeesRead, mark: FeesRead) -> bool:
    """False when another reading has gone further meanwhile, which then goes on alone."""
    as_it_was = (FeesRead.pages == mark.pages) if mark.pages else FeesRead.pages.does_not_exist()
    try:
        put_when(further, when=as_it_was, otherwise=AlreadyThere())
    except AlreadyThere:
        return False
    return True


def _charged(transaction: Any) -> ChargedFee:
    reference = hashlib.sha256(transaction.id.encode()).hexdigest()[:DIGITS]
    at = datetime.fromtimestamp(transaction.created, UTC)
    return ChargedFee(
        f"{STRIPE}.{reference}", kept_fen(transaction), transaction.currency.upper(), at
    )
