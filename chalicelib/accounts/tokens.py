"""Secrets that people carry, and the hashes that the fair keeps of them."""

import hashlib
import hmac
import secrets

from chalicelib.accounts.rules import CODE_DIGITS
from chalicelib.settings import secret

DEVICE_MARK = "d"  # a guest's token begins with "g" and has no record


def new_device_token() -> str:
    return DEVICE_MARK + secrets.token_urlsafe(32)


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_id(mark: str) -> str:
    return mark + secrets.token_hex(8)


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def phone_key(number: str) -> str:
    """The key under which a phone number is kept. Its secret must stay: with another one, nobody is found any more."""
    return hmac.new(secret("phones"), number.encode(), hashlib.sha256).hexdigest()
