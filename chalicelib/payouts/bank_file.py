"""The file for the bank: one administrator gathers pending payouts, another approves, and then it may be fetched."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.money import yuan
from chalicelib.payouts.accounts import BANK
from chalicelib.payouts.end import post_payout
from chalicelib.payouts.models import (
    APPROVED,
    MADE,
    PENDING,
    WITHDRAWN,
    Payout,
    PayoutFile,
)
from chalicelib.store import AlreadyThere, Page, change, page_of, transaction
from chalicelib.text import leaving, number_leaving

MOST_IN_A_FILE = 90  # they all stand in one transaction
COLUMNS = ("收款人", "开户行", "账号", "金额(元)", "用途", "付款单号")


def payouts_in_no_file() -> list[Payout]:
    """The pending payouts that wait for a file, the oldest first, as many as a file takes."""
    waits = Payout.file_id.does_not_exist() & (Payout.way == BANK)
    return list(Payout.in_state.query(PENDING, filter_condition=waits, limit=MOST_IN_A_FILE))


def make_file(*, by: str, form_key: str) -> PayoutFile:
    """Gather the pending payouts that stand in no file, the oldest first; the same form twice is the same file.

    Raises Refused("nothing-to-pay"), Refused("changed-meanwhile").
    """
    now = clock.now()
    file_id = f"{now:%Y}-{form_key}"
    if there := PayoutFile.find_or_none(f"{now:%Y}", file_id):
        return there
    some = payouts_in_no_file()
    if not some:
        raise Refused("nothing-to-pay")
    file = _file(file_id, some, by, now)
    try:
        with transaction() as tx:
            tx.put(file, when=PayoutFile.file_id.does_not_exist(), otherwise=AlreadyThere())
            for payout in some:
                tx.update(
                    Payout(payout.payout_id),
                    Payout.file_id.set(file_id),
                    when=(Payout.state == PENDING) & Payout.file_id.does_not_exist(),
                    otherwise=Refused("changed-meanwhile"),
                )
    except AlreadyThere:
        return PayoutFile.find(file.year, file_id)
    return file


def file_of(file_id: str) -> PayoutFile:
    """Raises NotFound."""
    return PayoutFile.find(file_id[:4], file_id)


def files_of(year: str, cursor: str = "", limit: int = 20) -> Page[PayoutFile]:
    """The files of a year, the latest first."""
    return page_of(
        lambda **page: PayoutFile.query(year, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )


def payouts_in_file(file: PayoutFile) -> list[Payout]:
    """The payouts of a file, in its order."""
    payouts = {payout.payout_id: payout for payout in Payout.batch_get(list(file.payout_ids))}
    return [payouts[payout_id] for payout_id in file.payout_ids if payout_id in payouts]


def approve_file(file_id: str, *, by: str) -> PayoutFile:
    """The second of two people lets a file go to the bank; again is no news. Raises NotFound,
    Refused("two-people-approve") for the one who made it, Refused("file-is-withdrawn")."""
    file = file_of(file_id)
    if file.made_by == by:
        raise Refused("two-people-approve")
    return change(
        PayoutFile(file.year, file_id),
        PayoutFile.state.set(APPROVED),
        PayoutFile.approved_at.set(clock.now()),
        PayoutFile.approved_by.set(by),
        when=(PayoutFile.state == MADE) & (PayoutFile.made_by != by),
        already=lambda there: there.state == APPROVED,
        otherwise=Refused("file-is-withdrawn"),
    )


def withdraw_file(file_id: str) -> PayoutFile:
    """Take back a file that nobody has approved: its payouts wait for another. Again is no news. Raises NotFound,
    Refused("file-is-approved")."""
    file = file_of(file_id)
    if file.state == WITHDRAWN:
        return file
    with transaction() as tx:
        tx.update(
            PayoutFile(file.year, file_id),
            PayoutFile.state.set(WITHDRAWN),
            when=PayoutFile.state == MADE,
            otherwise=Refused("file-is-approved"),
        )
        for payout_id in file.payout_ids:
            tx.update(
                Payout(payout_id),
                Payout.file_id.remove(),
                when=Payout.file_id == file_id,
                otherwise=Refused("changed-meanwhile"),
            )
    return file_of(file_id)


def post_file(file_id: str, *, reference: str, by: str) -> None:
    """Record that the bank has carried out a file: whatever of it is pending is posted. Again is no news.

    Raises NotFound, Refused("file-not-approved").
    """
    file = file_of(file_id)
    if file.state != APPROVED:
        raise Refused("file-not-approved")
    for payout in payouts_in_file(file):
        if payout.state == PENDING:
            post_payout(payout.payout_id, reference=reference, by=by)


def file_as_csv(file: PayoutFile) -> str:
    """The lines for the bank, of what is still to be paid. Raises NotFound before the file is approved."""
    if file.state != APPROVED:
        raise NotFound("not-found")
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for payout in payouts_in_file(file):
        if payout.state == PENDING:
            writer.writerow(_row(payout))
    return out.getvalue()


def _row(payout: Payout) -> Sequence[str]:
    amount = yuan(int(payout.fen)).replace(",", "")
    return (
        leaving(payout.holder),
        leaving(payout.bank),
        number_leaving(payout.number),
        amount,
        "货款结算",
        payout.payout_id,
    )


def _file(file_id: str, some: Sequence[Payout], by: str, now: datetime) -> PayoutFile:
    return PayoutFile(
        f"{now:%Y}",
        file_id,
        payout_ids=[payout.payout_id for payout in some],
        fen=sum(int(payout.fen) for payout in some),
        state=MADE,
        made_at=now,
        made_by=by,
    )
