"""Secrets that people carry, and the hashes that the fair keeps of them."""

import hashlib
import hmac
import ipaddress
import secrets

from chalicelib.accounts.rules import CODE_DIGITS
from chalicelib.settings import secret

IPV6 = 6
DEVICE_MARK = "d"  # a guest's token begins with "g" and has no record


def new_device_token() -> str:
    return DEVICE_MARK + secrets.token_urlsafe(32)


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_id(mark: str) -> str:
    return mark + secrets.token_hex(8)


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """A hash of a long random token, which nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def phone_key(number: str) -> str:
    """The key under which a phone number is kept. Its secret must stay: with another one, nobody is found any more."""
    return _keyed(secret("phones"), number)


def keyed_hash(purpose: str, text: str) -> str:
    """A hash of something short-lived that could be guessed, such as a six-digit code: useless without our secret."""
    return _keyed(secret("session"), f"{purpose} {text}")


def hash_for_good(purpose: str, text: str) -> str:
    """The same for what is printed, and must hold as long as the paper does: by the secret that stays."""
    return _keyed(secret("phones"), f"{purpose} {text}")


def network_key(address: str) -> str:
    """By what the network of an address is counted: of IPv6 a household's part. "" for this machine itself, behind
    which anybody may be, and for what is no address."""
    try:
        at = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if at.is_loopback:
        return ""
    bits = 64 if at.version == IPV6 else 32
    return keyed_hash("network", str(ipaddress.ip_network((at, bits), strict=False)))[:32]


def same(hashed: str, other: str) -> bool:
    return hmac.compare_digest(hashed.encode(), other.encode())


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
