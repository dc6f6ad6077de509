"""What differs from one deployment to the next, read from the environment when it is needed."""

import hashlib
import hmac
import os
from functools import cache
from typing import NamedTuple

MOST_DIGITS = 12
LOG_LEVELS = ("debug", "info", "warning", "error")


class WrongSetting(Exception):
    """A sentence that names the variable and what it may be."""


class Settings(NamedTuple):
    stage: str
    table_prefix: str
    bucket: str
    base_url: str
    media_queue: str
    version: str
    demo: bool
    phone_countries: tuple[str, ...]
    codes_a_day: int
    fee_bp: int
    commission_bp: int
    tax_line: str
    cash_limit_fen: int
    cash_orders: int
    bank: tuple[str, ...]
    contact: tuple[str, ...]
    log_level: str

    @property
    def is_local(self) -> bool:
        return self.stage in {"local", "test"}

    @property
    def sends_codes(self) -> bool:
        """Whether codes reach phones at all: on the terminal of one machine, and nowhere else so far."""
        return self.is_local

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process. A missing value has a default that fits one machine, so packaging
    works in an empty environment; nothing secret is ever in here."""
    return Settings(
        stage=os.environ.get("FAIR_STAGE", "local"),
        table_prefix=os.environ.get("FAIR_TABLE_PREFIX", "fair-"),
        bucket=os.environ.get("FAIR_BUCKET", "fair-storage"),
        base_url=os.environ.get("FAIR_BASE_URL", "http://127.0.0.1:8000"),
        media_queue=os.environ.get("FAIR_MEDIA_QUEUE", "fair-media"),
        version=os.environ.get("FAIR_VERSION", "0.1.0"),
        demo=os.environ.get("FAIR_DEMO", "") == "1",
        phone_countries=tuple(os.environ.get("FAIR_PHONE_COUNTRIES", "+86").split(",")),
        codes_a_day=_number("FAIR_CODES_A_DAY", "2000"),
        fee_bp=_number("FAIR_FEE_BP", "200"),
        commission_bp=_number("FAIR_COMMISSION_BP", "500"),
        tax_line=os.environ.get("FAIR_TAX_LINE", ""),
        cash_limit_fen=_number("FAIR_CASH_LIMIT_FEN", "200000"),
        cash_orders=_number("FAIR_CASH_ORDERS", "3"),
        bank=_bank(os.environ.get("FAIR_BANK", "")),
        contact=_lines(os.environ.get("FAIR_CONTACT", "")),
        log_level=_log_level(os.environ.get("FAIR_LOG_LEVEL", "info")),
    )


def _bank(account: str) -> tuple[str, ...]:
    """Bank, account holder and account number, from "bank|holder|number"; empty when no account is given."""
    parts = _lines(account)
    if parts and (len(parts) != 3 or not all(parts)):  # noqa: PLR2004 - the three of them
        raise WrongSetting("FAIR_BANK must be bank|holder|number")
    return parts


def _lines(text: str) -> tuple[str, ...]:
    """What stands between bars; empty when nothing is given."""
    return tuple(part.strip() for part in text.split("|")) if text else ()


def _number(name: str, usual: str) -> int:
    text = os.environ.get(name) or usual
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise WrongSetting(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _log_level(name: str) -> str:
    if name not in LOG_LEVELS:
        raise WrongSetting(f"FAIR_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
    return name


def secret(name: str) -> bytes:
    """A secret by its short name, e.g. `secret("session")` from FAIR_SECRET_SESSION.

    There is no default: a deployment without it fails on the first use, with the variable's name.
    """
    return os.environ[f"FAIR_SECRET_{name.upper()}"].encode()


def keyed_hash(purpose: str, text: str, *, for_good: bool = False) -> str:
    """A hash that only this fair can make, 64 letters long: it seals what goes out and comes back, and hides what could
    be guessed, such as a six-digit code. What is printed must hold `for_good`, by the secret that stays."""
    key = secret("phones") if for_good else secret("session")
    return hmac.new(key, f"{purpose} {text}".encode(), hashlib.sha256).hexdigest()


def same(seal: str, other: str) -> bool:
    """Whether two hashes are equal, in a time that does not tell how far they are."""
    return hmac.compare_digest(seal.encode(), other.encode())


def given_secret(name: str) -> str:
    """A secret that somebody else made, `given_secret("stripe_key")` from FAIR_SECRET_STRIPE_KEY; "" without one."""
    return os.environ.get(f"FAIR_SECRET_{name.upper()}", "").strip()
