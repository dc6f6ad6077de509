"""Balances, folded from the journal's stream, each entry exactly once; and with them what owners have earned."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.ledger.books import FUND, OF_THE_FAIR, PAYABLE, Entry, Posting, kind_of
from chalicelib.ledger.earnings import EarnedShare, add_earnings, earned_in, week_of
from chalicelib.ledger.models import Balance, entry_of
from chalicelib.ledger.models import JournalEntry as Kept
from chalicelib.ledger.postings import ENTRY_COVERED, ENTRY_REVERSED
from chalicelib.store import Page, Transaction, advance, cut, page_of, position_at, position_of
from chalicelib.store import transaction as all_or_nothing

JOURNAL = "journal"
MOST_ITEMS = 98  # and the watermark, in a transaction of at most 100
POSTED = "posted"  # the entry of a payout that is on its way to its owner


Move = tuple[str, int, int]  # an account, what its balance grows by, and what is free of it


@dataclass(frozen=True, slots=True)
class BookedEntry:
    """What the journal's stream says: an entry and its number in the shard."""

    sequence: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class EntryFold:
    """What a transaction folds whole: as many postings of an entry as it takes, or what it makes one owner's."""

    position: str
    moves: tuple[Move, ...] = ()
    earned: tuple[EarnedShare, ...] = ()


def booked_of(sequence: str, image: Mapping[str, Mapping[str, object]]) -> BookedEntry:
    record: Kept = Kept.from_raw_data(dict(image))
    return BookedEntry(sequence, entry_of(record))


def fold_balances(shard: str, booked: Sequence[BookedEntry]) -> int:
    """Add the entries of a shard, in its order, to the balances; returns how many transactions it took.

    What lies at or before the shard's watermark is skipped, and the watermark moves with the balances. Raises
    Refused("busy") when another fold of the same shard was quicker; then try again.
    """
    position, week = position_of(JOURNAL, shard), week_of(clock.now())
    news = [bit for entry in booked for bit in _bits(entry) if bit.position > position]
    parts = list(cut(news, _items, MOST_ITEMS))
    for part in parts:
        with all_or_nothing() as tx:
            advance(tx, JOURNAL, shard, was=position, to=part[-1].position)
            _add(tx, [move for bit in part for move in bit.moves])
            add_earnings(tx, [line for bit in part for line in bit.earned], week)
        position = part[-1].position
    return len(parts)


def was_promised(entry: Entry, posting: Posting) -> bool:
    """Whether a posting's money had been taken from `free_fen` before its entry came."""
    is_promise = entry.name.partition(".")[0] in (ENTRY_COVERED, ENTRY_REVERSED, POSTED)
    return is_promise and posting.fen > 0 and posting.account.endswith((PAYABLE, FUND))


def sums_of(entries: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """What entries add to each account: its balance, and what is free of it."""
    return _together(move for entry in entries for move in _moves(entry))


def balances_of_the_fair() -> dict[str, Balance]:
    """The accounts that are nobody's own; those that nothing was ever posted to stand at zero."""
    balances = {
        balance.account: balance
        for balance in Balance.batch_get(list(OF_THE_FAIR), consistent_read=True)
    }
    return {name: balances.get(name) or _empty(name) for name in OF_THE_FAIR}


def balances_of_kind(kind: str, cursor: str = "", limit: int = 50) -> Page[Balance]:
    """The accounts of a kind, such as "producer:payable", by name."""
    page = page_of(lambda **query: Balance.by_kind.query(kind, **query), cursor=cursor, limit=limit)
    names = [balance.account for balance in page.items]
    balances = {balance.account: balance for balance in Balance.batch_get(names)} if names else {}
    return Page([balances[name] for name in names if name in balances], page.cursor)


def balance_of(account: str) -> Balance:
    return Balance.find_or_none(account) or _empty(account)


def _bits(booked: BookedEntry) -> Iterator[EntryFold]:
    moves, earned = tuple(_moves(booked.entry)), earned_in([booked.entry])
    begins = range(0, len(moves), MOST_ITEMS)
    for number, begin in enumerate(begins):
        yield EntryFold(
            position_at(booked.sequence, number), moves=moves[begin : begin + MOST_ITEMS]
        )
    for number, share in enumerate(earned, start=len(begins)):
        yield EntryFold(position_at(booked.sequence, number), earned=(share,))


def _moves(entry: Entry) -> Iterator[Move]:
    for posting in entry.postings:
        yield posting.account, posting.fen, 0 if was_promised(entry, posting) else -posting.fen


def _together(moves: Iterable[Move]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for account, balance_fen, free_fen in moves:
        balance, free = sums.get(account, (0, 0))
        sums[account] = balance + balance_fen, free + free_fen
    return sums


def _items(bit: EntryFold) -> Collection[str]:
    accounts = {account for account, _, _ in bit.moves}
    owners = {line.share.owner for line in bit.earned}
    return accounts | owners | ({bit.position} if bit.earned else set())


def _add(tx: Transaction, moves: Iterable[Move]) -> None:
    for account, (balance_fen, free_fen) in sorted(_together(moves).items()):
        tx.update(
            Balance(account),
            Balance.kind.set(kind_of(account)),
            Balance.balance_fen.add(balance_fen),
            Balance.free_fen.add(free_fen),
            when=None,
            otherwise=Refused("busy"),
        )


def _empty(account: str) -> Balance:
    return Balance(account, kind=kind_of(account))
