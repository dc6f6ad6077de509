"""Allowances: what people may ask for only so often, counted so that two requests at once never count as one."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from chalicelib import clock
from chalicelib.accounts.models import Allowance
from chalicelib.accounts.rules import DAY, Limit, take
from chalicelib.errors import FairError, Refused
from chalicelib.store import Transaction, transaction

MOST_RACES = 6


class _Raced(FairError):
    """Somebody else took from the same allowance between our look and our write."""


def spend(
    allowances: Sequence[tuple[str, Sequence[Limit]]], *, also: Callable[[Transaction], None]
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
    before = [int(moment) for moment in allowance.taken] if allowance else []
    after = Allowance(
        whose,
        taken=take(before, int(now.timestamp()), limits),
        expires_at=now + timedelta(seconds=DAY),
    )
    unchanged = Allowance.taken == before if allowance else Allowance.whose.does_not_exist()
    tx.put(after, when=unchanged, otherwise=_Raced())
