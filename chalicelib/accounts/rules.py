"""Roles, phone numbers and limits: what can be told without asking anyone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.errors import Invalid, Refused
from chalicelib.text import phone_typed

BUYER = "buyer"
OFFICIAL = "official"
PRODUCER = "producer"
HOST = "host"
MANAGER = "manager"
GOVERNANCE = "governance"
ADMINISTRATOR = "administrator"
ROLES = (OFFICIAL, PRODUCER, HOST, BUYER, MANAGER, GOVERNANCE, ADMINISTRATOR)
EVERYWHERE = "*"

MINUTE, HOUR, DAY = 60, 3600, 86_400
DEVICE_DAYS = 90
KNOWN_DAYS = 14  # after which a device is its person's, whoever let it in
LINK_MINUTES = 10
CODE_MINUTES = 10
CODE_DIGITS = 6
MOST_TRIES = 5  # of a code, from one network
MOST_TRIES_OF_ALL = 200
MOST_TRIES_OF_NETWORK = 60  # of any codes, within an hour
MOST_DEVICES = 20
MOST_GRANTS = 50
MOST_GUESTS = 20

Limit = tuple[int, int]  # at most so many in so many seconds
PHONE_LIMITS: tuple[Limit, ...] = ((1, MINUTE), (5, HOUR), (10, DAY))
ADDRESS_LIMITS: tuple[Limit, ...] = ((20, HOUR),)

_MAINLAND = r"\+861[3-9]\d{9}"
_ABROAD = r"\+[1-9]\d{6,14}"
_GRANT = rf"({'|'.join(ROLES)}):[\w*-]{{1,64}}"


class SignedInPerson(NamedTuple):
    """Who sits at a device, what they may do, and the guests that they were before they signed in. `let_in_by` is the
    official who let this device in not long ago: nobody else has said yet that it is theirs."""

    person_id: str
    name: str
    grants: tuple[str, ...]
    device_id: str
    also: tuple[str, ...] = ()
    let_in_by: str = ""

    def has(self, role: str) -> bool:
        return bool(self.scopes(role))

    def scopes(self, role: str) -> tuple[str, ...]:
        """Where the role holds: county ids, producer ids, or "*"."""
        return scopes_of(self.grants, role)


def grant(role: str, scope: str = EVERYWHERE) -> str:
    return f"{role}:{scope}"


def scopes_of(grants: Sequence[str], role: str) -> tuple[str, ...]:
    return tuple(grant.partition(":")[2] for grant in grants if grant.partition(":")[0] == role)


def is_guest(buyer_id: str) -> bool:
    """Whether an id is that of a guest's browser, not a person's."""
    return buyer_id.startswith("g")


def are_grants(grants: Sequence[str]) -> bool:
    return len(grants) <= MOST_GRANTS and all(re.fullmatch(_GRANT, grant) for grant in grants)


def with_guest(also: Sequence[str], guest_id: str) -> list[str]:
    """The guests that a person was, with one more, newest last; the oldest gives way when there are too many."""
    return list(also) if guest_id in ("", *also) else [*also, guest_id][-MOST_GUESTS:]


def phone_of(text: str, countries: Sequence[str]) -> str:
    """A phone number as "+8613800000000". A bare number belongs to the first country of the list.

    Raises Invalid for the field "phone" when it is no number, or of a country that is not on the list.
    """
    digits = phone_typed(text)
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    number = digits if digits.startswith("+") else countries[0] + digits
    if not (number.isascii() and re.fullmatch(_ABROAD, number)):
        raise Invalid({"phone": "not-a-phone"})
    if not any(number.startswith(country) for country in countries):
        raise Invalid({"phone": "phone-of-another-country"})
    if number.startswith("+86") and not re.fullmatch(_MAINLAND, number):
        raise Invalid({"phone": "not-a-phone"})
    return number


def take(moments: Sequence[int], now: int, limits: Sequence[Limit]) -> list[int]:
    """The times at which something was taken, with one more; those that no limit looks at are dropped.

    Raises Refused("wait-seconds"/"wait-minutes"/"wait-hours") when a limit is reached. Windows slide.
    """
    waits = [_wait(moments, now, most, seconds) for most, seconds in limits]
    if max(waits) > 0:
        raise _refusal(max(waits))
    longest = max(seconds for _, seconds in limits)
    return [*(moment for moment in moments if moment > now - longest), now]


def _wait(moments: Sequence[int], now: int, most: int, seconds: int) -> int:
    """How many seconds until the limit allows one more: 0 or less is now."""
    if len(moments) < most:
        return 0
    return sorted(moments)[-most] + seconds - now


def _refusal(wait: int) -> Refused:
    if wait <= MINUTE:
        return Refused("wait-seconds", seconds=wait)
    if wait <= HOUR:
        return Refused("wait-minutes", minutes=-(-wait // MINUTE))
    return Refused("wait-hours", hours=-(-wait // HOUR))
