"""What payment providers keep for themselves, in the ledger: told by whoever speaks with the provider, posted here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.ledger import post_provider_fee


@dataclass(frozen=True, slots=True)
class ChargedFee:
    """What a provider has kept, in whole fen; below zero, what it has given back. The same fee always has the same
    `reference`, which is ours to show: no id of the provider leaves its adapter."""

    reference: str
    fen: int
    currency: str
    at: datetime


class FeesPort(Protocol):
    """One provider that keeps fees."""

    def unread(self) -> Iterator[Sequence[ChargedFee]]:
        """What was kept since this was asked last, by page; some of it may have been told before.

        A page counts as read when the next one is asked for, so whoever breaks off is told it again.
        """
        ...


def post_fees(ports: Iterable[FeesPort]) -> int:
    """Post what is new, and what was posted before is no news. Returns how many fees were told.

    Raises Refused("payment-away"); what was posted until then stays, and the next call goes on from there.
    """
    count = 0
    for port in ports:
        for page in port.unread():
            for fee in page:
                post_provider_fee(fee.reference, fee.fen, currency=fee.currency, at=fee.at)
            count += len(page)
    return count
