"""Where an owner's money goes: typed by the owner, shown only in part, and held for some days after every change."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.errors import Problems, Refused
from chalicelib.payouts.models import PayoutAccount
from chalicelib.store import change

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


def keep_account(owner: str, account: BankAccount, *, by: str) -> PayoutAccount:
    """Send an owner's payouts to this account from now on; the same account again is no change. Raises Invalid."""
    account = checked_account(account)
    is_other = (
        (PayoutAccount.holder != account.holder)
        | (PayoutAccount.bank != account.bank)
        | (PayoutAccount.number != account.number)
        | (PayoutAccount.way != BANK)
    )
    return change(
        PayoutAccount(owner),
        PayoutAccount.way.set(BANK),
        PayoutAccount.holder.set(account.holder),
        PayoutAccount.bank.set(account.bank),
        PayoutAccount.number.set(account.number),
        PayoutAccount.changed_at.set(clock.now()),
        PayoutAccount.changed_by.set(by),
        when=PayoutAccount.owner.does_not_exist() | is_other,
        already=lambda _: True,
        otherwise=Refused("changed-meanwhile"),
    )


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
