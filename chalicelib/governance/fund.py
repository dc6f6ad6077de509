"""The protection fund: what was paid in, what it paid to buyers, and for which claims. The ledger moves the money."""

import re
from dataclasses import dataclass
from datetime import datetime

from chalicelib import clock, ledger
from chalicelib.errors import Problems, Refused
from chalicelib.governance.models import FundEntry
from chalicelib.governance.rules import SCHEDULE
from chalicelib.money import MOST_FEN, yuan
from chalicelib.store import AlreadyThere, Page, page_of, put_new

_REFERENCE = r"[A-Za-z0-9-]{4,40}"
_FOR_A_CLAIM = r"(?:covered|reversed)\.claim\.(\d+\.\d+)\..+"
PAID_IN = "fund."


@dataclass(frozen=True, slots=True)
class FundMovement:
    """One line of the fund's book. `reference` is the bank's for what was paid in; `claim_id` names the claim that
    was paid for, `order_id` the order if another refund was."""

    at: datetime
    fen: int
    reference: str = ""
    claim_id: str = ""
    order_id: str = ""


def fund_balance_fen() -> int:
    """What lies in the fund."""
    return -int(ledger.balance_of(ledger.FUND).balance_fen)


def pay_into_fund(reference: str, fen: int, *, by: str) -> None:
    """Record what `by` has seen come into the bank for the fund; the same reference and amount again is no news.

    Raises Invalid for "reference" and "amount", Refused("fund-reference-used") for another amount.
    """
    problems = Problems()
    if not re.fullmatch(_REFERENCE, reference):
        problems.note("reference", "fund-reference-wrong")
    if not 0 < fen <= MOST_FEN:
        problems.note("amount", "order-too-large", most=yuan(MOST_FEN))
    problems.refuse()
    try:
        ledger.post_fund_paid_in(reference, fen, by=by)
    except Refused as error:
        if error.message_id != "ledger-entry-differs":
            raise
        raise Refused("fund-reference-used", reference=reference) from None


def project_fund(entry: ledger.Entry) -> None:
    """Note an entry of the journal that moves the fund. Twice is no news."""
    fen = -sum(posting.fen for posting in entry.postings if posting.account == ledger.FUND)
    if not fen:
        return
    noted = FundEntry(
        year=_year_of(entry.at),
        moment_key=f"{entry.at:%Y-%m-%dT%H:%M:%S.%f} {entry.subject} {entry.name}",
        fen=fen,
        at=entry.at,
        subject=entry.subject,
        entry=entry.name,
        changed_by=entry.by or SCHEDULE,
    )
    try:
        put_new(noted)
    except AlreadyThere:
        return


def movements_of_fund(year: str, cursor: str = "", limit: int = 50) -> Page[FundMovement]:
    """What moved the fund in a year of Shanghai, newest first."""
    page = page_of(
        lambda **page: FundEntry.query(year, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )
    return Page([_movement(entry) for entry in page.items], page.cursor)


def this_year() -> str:
    return _year_of(clock.now())


def _movement(entry: FundEntry) -> FundMovement:
    fen = int(entry.fen)
    if entry.subject.startswith(PAID_IN):
        return FundMovement(entry.at, fen, reference=entry.subject.removeprefix(PAID_IN))
    cover = re.fullmatch(_FOR_A_CLAIM, entry.entry)
    claim_id = f"{entry.subject}.{cover[1]}" if cover else ""
    return FundMovement(entry.at, fen, claim_id=claim_id, order_id=entry.subject)


def _year_of(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y}"
