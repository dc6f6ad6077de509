"""Messages to phones: a port with one adapter so far, the terminal of the local fair."""

import logging
import sys
from datetime import timedelta
from typing import Protocol

from chalicelib import clock
from chalicelib.accounts.models import CodesOfDay
from chalicelib.errors import Refused
from chalicelib.settings import settings
from chalicelib.store import Transaction, transaction

log = logging.getLogger("countyfair")


class Messenger(Protocol):
    def send(self, phone: str, text: str) -> None: ...


class Terminal:
    """Prints what a phone would receive. Only on one machine, where whoever reads it runs the fair."""

    def send(self, phone: str, text: str) -> None:
        sys.stdout.write(f"  To {phone}: {text}\n")
        sys.stdout.flush()


def send_code(phone: str, code: str, *, is_known: bool) -> None:
    """Send a code, or nothing to a number that nobody here has."""
    messenger = _messenger()
    if is_known and messenger:
        messenger.send(phone, f"乡集登录码 {code}，10 分钟内有效。Countyfair sign-in code: {code}")
    log.info("code asked")


def send_text(phone: str, text: str) -> None:
    """Send a message, or none where there is no adapter or the day's are spent: a page says the same."""
    messenger = _messenger()
    if messenger is None:
        return
    try:
        with transaction() as tx:
            count_messages(tx, 1)
    except Refused as refused:
        log.warning("message not sent", extra={"why": refused.message_id})
        return
    messenger.send(phone, text)


def count_messages(tx: Transaction, messages: int) -> None:
    """Add the day's cap on messages to a transaction: the same write whether or not one is sent."""
    now = clock.now()
    tx.update(
        CodesOfDay(clock.shanghai_day(now).isoformat()),
        CodesOfDay.sent.add(messages),
        CodesOfDay.expires_at.set(now + timedelta(days=2)),
        when=CodesOfDay.day.does_not_exist() | (CodesOfDay.sent < settings().codes_a_day),
        otherwise=Refused("no-more-codes-today"),
    )


def _messenger() -> Messenger | None:
    return Terminal() if settings().sends_codes else None
