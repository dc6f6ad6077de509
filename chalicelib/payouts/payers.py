"""Who pays what a settled owner owes back, and how it is taken from them: only what is free, while nothing moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.errors import FairError, Refused
from chalicelib.ledger import FEE, FUND, PRODUCER, Balance, Posting, balance_of
from chalicelib.store import AlreadyThere, Transaction

MOST_ATTEMPTS = 8


class BalanceMoved(FairError):
    """A balance moved between reading and writing."""


@dataclass(frozen=True, slots=True)
class CoverShares:
    """How much of what is owed is paid by whom."""

    payable_fen: int
    transfers_fen: int
    fund_fen: int
    platform_fen: int


def cover_shares(
    owed_fen: int, *, payable_fen: int = 0, transfers_fen: int = 0, fund_fen: int = 0
) -> CoverShares:
    """What each pays, given what is there: the payable first, then transfers, the fund, and the platform the rest."""
    from_payable = min(owed_fen, max(payable_fen, 0))
    from_transfers = min(owed_fen - from_payable, max(transfers_fen, 0))
    rest_fen = owed_fen - from_payable - from_transfers
    from_fund = min(rest_fen, max(fund_fen, 0))
    return CoverShares(from_payable, from_transfers, from_fund, rest_fen - from_fund)


def free_of(account: str) -> int:
    return int(balance_of(account).free_fen)


def fund_for(owner: str) -> int:
    """What the fund has for an owner's refunds: it stands in for producers, not for creators."""
    return free_of(FUND) if owner.startswith(PRODUCER) else 0


def paid_by_the_fair(shares: CoverShares) -> Iterator[Posting]:
    """What the fund and the platform pay, as postings."""
    paid = {FUND: shares.fund_fen, FEE: shares.platform_fen}
    yield from (Posting(account, fen) for account, fen in paid.items() if fen)


def take_free(tx: Transaction, account: str, fen: int) -> None:
    """Take what is free of an account; BalanceMoved when it is not free any more."""
    if fen:
        enough = Balance.free_fen >= fen
        tx.update(
            Balance(account), Balance.free_fen.add(-fen), when=enough, otherwise=BalanceMoved()
        )


def until_still(attempt: Callable[[], None]) -> None:
    """Try until nothing moves between reading and writing; what was done before is no news. Raises Refused("busy")."""
    for _ in range(MOST_ATTEMPTS):
        try:
            attempt()
        except BalanceMoved:
            continue
        except AlreadyThere:
            return
        return
    raise Refused("busy")
