"""Balances, folded from the journal's stream, each entry exactly once; and with them what owners have earned."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.payments.ledger.books import FUND, OF_THE_FAIR, PAYABLE, Entry, Posting, kind_of
from chalicelib.payments.ledger.earnings import Earned, add_earnings, earned_in, week_of
from chalicelib.payments.ledger.models import Balance, entry_of
from chalicelib.payments.ledger.models import JournalEntry as Kept
from chalicelib.payments.ledger.postings import COVERED, REVERSED
from chalicelib.store import Page, Transaction, advance, cut, page_of, place_of, position_of
from chalicelib.store import transaction as all_or_nothing

JOURNAL = "journal"
MOST_ITEMS = 98  # and the watermark, in a transaction of at most 100
POSTED = "posted"  # the entry of a payout that is on its way to its owner


@dataclass(frozen=True, slots=True)
class Booked:
    """What the journal's stream says: an entry and its number in the shard."""

    sequence: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Bit:
    """What a transaction folds whole: the postings of an entry, or what it makes one owner's."""

    place: str
    entries: tuple[Entry, ...] = ()
    earned: tuple[Earned, ...] = ()


def booked_of(sequence: str, image: Mapping[str, Mapping[str, object]]) -> Booked:
    kept: Kept = Kept.from_raw_data(dict(image))
    return Booked(sequence, entry_of(kept))


def fold_balances(shard: str, booked: Sequence[Booked]) -> int:
    """Add the entries of a shard, in its order, to the balances; returns how many transactions it took.

    What lies at or before the shard's watermark is skipped, and the watermark moves with the balances. Raises
    Refused("busy") when another fold of the same shard was quicker; then try again.
    """
    position, week = position_of(JOURNAL, shard), week_of(clock.now())
    news = [bit for one in booked for bit in _bits(one) if bit.place > position]
    parts = list(cut(news, _items, MOST_ITEMS))
    for part in parts:
        with all_or_nothing() as tx:
            advance(tx, JOURNAL, shard, was=position, to=part[-1].place)
            _add(tx, [entry for bit in part for entry in bit.entries])
            add_earnings(tx, [one for bit in part for one in bit.earned], week)
        position = part[-1].place
    return len(parts)


def was_promised(entry: Entry, posting: Posting) -> bool:
    """Whether a posting's money had been taken from `free_fen` before its entry came."""
    is_promise = entry.name.partition(".")[0] in (COVERED, REVERSED, POSTED)
    return is_promise and posting.fen > 0 and posting.account.endswith((PAYABLE, FUND))


def sums_of(entries: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """What entries add to each account: its balance, and what is free of it."""
    balance: Counter[str] = Counter()
    free: Counter[str] = Counter()
    for entry in entries:
        for one in entry.postings:
            balance[one.account] += one.fen
            free[one.account] -= 0 if was_promised(entry, one) else one.fen
    return {account: (fen, free[account]) for account, fen in balance.items()}


def balances_of_the_fair() -> dict[str, Balance]:
    """The accounts that are nobody's own; those that nothing was ever posted to stand at zero."""
    found = {one.account: one for one in Balance.batch_get(list(OF_THE_FAIR), consistent_read=True)}
    return {name: found.get(name) or _empty(name) for name in OF_THE_FAIR}


def balances_of_kind(kind: str, cursor: str = "", limit: int = 50) -> Page[Balance]:
    """The accounts of a kind, such as "producer:payable", by name."""
    page = page_of(lambda **asked: Balance.by_kind.query(kind, **asked), cursor=cursor, limit=limit)
    names = [one.account for one in page.items]
    found = {one.account: one for one in Balance.batch_get(names)} if names else {}
    return Page([found[name] for name in names if name in found], page.cursor)


def balance_of(account: str) -> Balance:
    return Balance.find_or_none(account) or _empty(account)


def _bits(one: Booked) -> Iterator[Bit]:
    yield Bit(place_of(one.sequence), entries=(one.entry,))
    for number, earned in enumerate(earned_in([one.entry]), start=1):
        yield Bit(place_of(one.sequence, number), earned=(earned,))


def _items(bit: Bit) -> Collection[str]:
    accounts = {one.account for entry in bit.entries for one in entry.postings}
    owners = {one.share.owner for one in bit.earned}
    return accounts | owners | ({bit.place} if bit.earned else set())


def _add(tx: Transaction, entries: Sequence[Entry]) -> None:
    for account, (balance_fen, free_fen) in sorted(sums_of(entries).items()):
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
