"""Messages to phones: a port with one adapter so far, the terminal of the local fair."""

import logging
import sys
from typing import Protocol

from chalicelib.settings import settings

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


def _messenger() -> Messenger | None:
    return Terminal() if settings().sends_codes else None
