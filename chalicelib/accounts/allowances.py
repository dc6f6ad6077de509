"""Allowances: what is scarce, and whoever asks for it may have only so often or so much. Every count stands under a
condition, so two requests at once never count as one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta

from pynamodb.expressions.condition import size

from chalicelib import clock
from chalicelib.accounts.models import Allowance
from chalicelib.accounts.rules import DAY, Limit, take
from chalicelib.errors import FairError, Refused
from chalicelib.settings import keyed_hash
from chalicelib.store import Moved, Transaction, change, transaction

MOST_RACES = 6
IPV6 = 6
LETTERS_OF_KEY = 32
OPEN_DAYS = 180  # what is open so long is forgotten


class AllSpent(FairError):
    """As many are open as may be; some of them may be over without anybody having said so."""


class _Raced(FairError):
    """Somebody else took from the same allowance between our look and our write."""


def spend(
    allowances: Sequence[tuple[str, Sequence[Limit]]],
    *,
    also: Callable[[Transaction], None] = lambda _: None,
) -> None:
    """Take once from each allowance and write what `also` adds, all or nothing. Raises Refused("wait-…") at a limit."""
    for _ in range(MOST_RACES):
        try:
            with transaction() as tx:
                for whose, limits in allowances:
                    _take_one(tx, whose, limits)
                also(tx)
        except _Raced:
            continue
        return
    raise Refused("busy")


def _take_one(tx: Transaction, whose: str, limits: Sequence[Limit]) -> None:
    now = clock.now()
    allowance = Allowance.find_or_none(whose)
    before = [int(moment) for moment in allowance.taken or ()] if allowance else []
    after = Allowance(
        whose,
        taken=take(before, int(now.timestamp()), limits),
        expires_at=now + timedelta(seconds=DAY),
    )
    unchanged = Allowance.taken == before if allowance else Allowance.whose.does_not_exist()
    tx.put(after, when=unchanged, otherwise=_Raced())


def have_open(tx: Transaction, whose: Collection[str], thing_id: str, *, most: int) -> None:
    """Add to a transaction that each of these has one more thing open; the same thing again is no news. Refuses with
    AllSpent."""
    for each in whose:
        tx.update(
            Allowance(each),
            Allowance.open.add({thing_id}),
            Allowance.expires_at.set(clock.now() + timedelta(days=OPEN_DAYS)),
            when=Allowance.open.does_not_exist() | (size(Allowance.open) < most),
            otherwise=AllSpent(),
        )


def open_of(whose: Collection[str]) -> dict[str, set[str]]:
    """What each of these has open, as far as anybody has said."""
    allowances = Allowance.batch_get(sorted(whose), consistent_read=True) if whose else ()
    return {allowance.whose: set(allowance.open or ()) for allowance in allowances}


def close(over: Mapping[str, Collection[str]]) -> None:
    """Say what is open no more, by whose it was. Again is no news."""
    for whose, things in over.items():
        if things:
            change(
                Allowance(whose),
                Allowance.open.delete(set(things)),
                when=Allowance.whose.exists(),
                already=lambda _: True,
                otherwise=Moved(),
            )


def phone_name(number: str) -> str:
    """By what a phone number is counted."""
    return f"phone {keyed_hash('phone', number)[:LETTERS_OF_KEY]}"


def network_key(address: str) -> str:
    """By what the network of an address is counted: of IPv6 a household's part. "" for this machine itself, behind
    which anybody may be, and for what is no address."""
    import ipaddress  # noqa: PLC0415 - 3 ms that only orders of guests need

    try:
        at = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if at.is_loopback:
        return ""
    bits = 64 if at.version == IPV6 else 32
    network = str(ipaddress.ip_network((at, bits), strict=False))
    return keyed_hash("network", network)[:LETTERS_OF_KEY]


def count_of_hour(
    tx: Transaction, whose: str, units: int, *, most: int, otherwise: FairError
) -> None:
    """Add to a transaction that so many more were taken within this hour."""
    count(tx, f"{whose} {clock.now():%Y-%m-%dT%H}", units, most=most, otherwise=otherwise)


def count(tx: Transaction, whose: str, units: int, *, most: int, otherwise: FairError) -> None:
    """Add to a transaction that so many more were taken; forgotten a day after the last one."""
    tx.update(
        Allowance(whose),
        Allowance.units.add(units),
        Allowance.expires_at.set(clock.now() + timedelta(seconds=DAY)),
        when=Allowance.units.does_not_exist() | (Allowance.units <= most - units),
        otherwise=otherwise,
    )


def counted(whose: str) -> int:
    """How many were taken so far."""
    allowance = Allowance.find_or_none(whose)
    return int(allowance.units or 0) if allowance else 0
