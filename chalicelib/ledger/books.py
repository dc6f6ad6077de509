"""The accounts of the ledger by name, and what a posting and an entry are. Debit is positive, credit negative."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

CASH_BANK, CASH_STRIPE, CASH_SANDBOX = "cash:bank", "cash:stripe", "cash:sandbox"
COD_IN_TRANSIT = "cod_in_transit"
FEE, PSP_FEE, FUND, SUSPENSE = "platform:fee", "psp_fee", "fund:protection", "suspense"
REFUNDS_CLEARING, REVERSALS_CLEARING = "refunds_clearing", "reversals_clearing"
DISPUTE_CLEARING, ROUNDING = "dispute_clearing", "rounding"
CASH = (CASH_BANK, CASH_STRIPE, CASH_SANDBOX, COD_IN_TRANSIT)
# all of them return to zero
CLEARING = (REFUNDS_CLEARING, REVERSALS_CLEARING, DISPUTE_CLEARING, SUSPENSE, ROUNDING)
OF_THE_FAIR = (*CASH, FEE, PSP_FEE, FUND, *CLEARING)
CURRENCY = "CNY"

CASH_OF = {
    "cod": COD_IN_TRANSIT,
    "pickup": COD_IN_TRANSIT,
    "bank": CASH_BANK,
    "sandbox": CASH_SANDBOX,
    "stripe": CASH_STRIPE,
}
PRODUCER, CREATOR = "producer", "creator"
ROOMS = {PRODUCER: "reserve", CREATOR: "commission"}  # where money waits until it is settled
PAYABLE = "payable"


@dataclass(frozen=True, slots=True, order=True)
class Posting:
    """One line of an entry: so many fen into (positive, debit) or out of (negative, credit) an account."""

    account: str
    fen: int


@dataclass(frozen=True, slots=True)
class Share:
    """What the settlement of one seller's part of an order makes one owner's, and how it came about. `owner` is
    "producer:<seller>" or "creator:<person>"; for a creator, `sold_fen` is the commission."""

    owner: str
    sold_fen: int
    refunded_fen: int = 0
    fee_fen: int = 0

    @property
    def yours_fen(self) -> int:
        return self.sold_fen - self.refunded_fen - self.fee_fen


@dataclass(frozen=True, slots=True)
class OwedShare:
    """What a refund takes from an owner whose part was settled before it: somebody has to cover it."""

    owner: str
    fen: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One business fact in the journal. `subject` and `name` are its natural key; it sums to zero, in one currency."""

    subject: str
    name: str
    at: datetime
    postings: tuple[Posting, ...]
    shares: tuple[Share, ...] = ()
    owed: tuple[OwedShare, ...] = ()
    currency: str = CURRENCY
    by: str = ""  # who recorded what no order, bank or payment service told us

    def __post_init__(self) -> None:
        assert sum(posting.fen for posting in self.postings) == 0, self
        assert all(_is_of(posting.account, self.currency) for posting in self.postings), self


def owner_of(kind: str, one_id: str) -> str:
    return f"{kind}:{one_id}"


def waiting_account(owner: str) -> str:
    """The account of an owner whose money is not settled yet: a producer's reserve, a creator's commission."""
    return f"{owner}:{ROOMS[owner.partition(':')[0]]}"


def payable_account(owner: str) -> str:
    """The account of what may be paid out to an owner."""
    return f"{owner}:{PAYABLE}"


def cash_back(method: str, *, from_bank: bool) -> str:
    """From which cash a refund goes: the one that it came into, or the bank if a person sent it. No courier carries
    cash back, and no bank gives back what was paid on trial."""
    came = CASH_OF.get(method, CASH_STRIPE)
    by_bank = came == COD_IN_TRANSIT or (from_bank and came != CASH_SANDBOX)
    return CASH_BANK if by_bank else came


def account_in(account: str, currency: str) -> str:
    """The account for money of another currency than the fair's own, such as "suspense:USD"."""
    return account if currency == CURRENCY else f"{account}:{currency}"


def kind_of(account: str) -> str:
    """Under which heading an account is listed: "fair", or "producer:payable" and so on."""
    parts = account.split(":")
    return f"{parts[0]}:{parts[-1]}" if parts[0] in ROOMS else "fair"


def summed(some: Iterable[Posting]) -> tuple[Posting, ...]:
    """Postings added up by account, in the order of the accounts' names; what comes to nothing is left out."""
    sums: dict[str, int] = {}
    for posting in some:
        sums[posting.account] = sums.get(posting.account, 0) + posting.fen
    return tuple(Posting(account, fen) for account, fen in sorted(sums.items()) if fen)


def two_postings(debit: str, credit: str, fen: int) -> tuple[Posting, ...]:
    """So many fen from the account of the second name to that of the first."""
    assert fen > 0
    return Posting(debit, fen), Posting(credit, -fen)


def _is_of(account: str, currency: str) -> bool:
    last = account.rpartition(":")[2]
    is_foreign = len(last) == len(CURRENCY) and last.isupper()
    return last == currency if is_foreign else currency == CURRENCY
