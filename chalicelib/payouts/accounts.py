"""Where an owner's money goes: typed by the owner, shown only in part, and held for some days after every change."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.accounts import KNOWN_DAYS, OFFICIAL, grant
from chalicelib.errors import Problems, Refused
from chalicelib.ledger import PRODUCER
from chalicelib.notices import News, tell
from chalicelib.payouts.models import PayoutAccount
from chalicelib.producers import get_producers
from chalicelib.store import Transaction, transaction

BANK, STRIPE = "bank", "stripe"
HELD_DAYS = 3
LONGEST_HOLDER = LONGEST_BANK = 60
_NUMBER = r"\d{8,32}"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """What an owner types."""

    holder: str
    bank: str
    number: str


def account_of(owner: str) -> PayoutAccount | None:
    return PayoutAccount.find_or_none(owner)


def held_until(account: PayoutAccount) -> datetime:
    """Until then a changed account is paid nothing: time for the owner to notice a change that was not theirs."""
    moment: datetime = account.changed_at + timedelta(days=HELD_DAYS)
    return moment


def keep_account(
    owner: str, account: BankAccount, *, by: str, let_in_by: str = ""
) -> PayoutAccount:
    """Send an owner's payouts to this account from now on; the same account again is no change. Raises Invalid, and
    Refused as `redirect`."""
    return redirect(owner, BANK, checked_account(account), by=by, let_in_by=let_in_by)


def redirect(
    owner: str, way: str, account: BankAccount, *, by: str, let_in_by: str = ""
) -> PayoutAccount:
    """Send an owner's payouts another way and tell everybody whom it concerns, in one write; the same again is no news.

    `let_in_by` is the official who let the device of this change in not long ago, "" for none. Raises
    Refused("device-is-new") for such a change, since whoever can let people in could take their money; the first
    account may come from any device. Refused("changed-meanwhile").
    """
    there = account_of(owner)
    if there and (there.way, BankAccount(there.holder, there.bank, there.number)) == (way, account):
        return there
    if there and let_in_by:
        raise Refused("device-is-new", days=KNOWN_DAYS)
    unchanged = (
        PayoutAccount.changed_at == there.changed_at
        if there
        else PayoutAccount.owner.does_not_exist()
    )
    changed = PayoutAccount(
        owner,
        way=way,
        **asdict(account),
        changed_at=clock.now(),
        changed_by=by,
        let_in_by=let_in_by or None,
    )
    with transaction() as tx:
        tx.put(changed, when=unchanged, otherwise=Refused("changed-meanwhile"))
        _tell_all(tx, changed)
    return changed


def whom_and_where(owner: str) -> tuple[str, str]:
    """Whom to tell of an owner's money, and where their earnings stand."""
    kind, _, name = owner.partition(":")
    return (owner, "shop") if kind == PRODUCER else (name, "lives")


def _tell_all(tx: Transaction, account: PayoutAccount) -> None:
    """The owner reads of it on every device, and so does a shop's county office."""
    kind, _, name = account.owner.partition(":")
    values: dict[str, str | int | datetime] = {
        "holder": account.holder,
        "until_at": held_until(account),
    }
    whose, place = whom_and_where(account.owner)
    tell(whose, News("account-changed", place, account.changed_at, values), along=tx)
    if kind == PRODUCER and (producer := get_producers([name]).get(name)):
        news = News("makers-account-changed", name, account.changed_at, values)
        tell(grant(OFFICIAL, producer.county_id), news, along=tx)


def checked_account(account: BankAccount) -> BankAccount:
    """An account as it is kept. Raises Invalid for the fields "holder", "bank" and "number"."""
    account = BankAccount(
        account.holder.strip(), account.bank.strip(), re.sub(r"[\s-]", "", account.number)
    )
    _check(account)
    return account


def _check(account: BankAccount) -> None:
    problems = Problems()
    for name, most in (("holder", LONGEST_HOLDER), ("bank", LONGEST_BANK)):
        text = getattr(account, name)
        if not text:
            problems.note(name, f"{name}-missing")
        elif len(text) > most:
            problems.note(name, "text-too-long", most=most)
    if not (account.number.isascii() and re.fullmatch(_NUMBER, account.number)):
        problems.note("number", "not-an-account-number" if account.number else "number-missing")
    problems.refuse()
