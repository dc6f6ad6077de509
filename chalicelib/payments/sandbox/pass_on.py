"""The sandbox's money out: recipients' accounts, transfers to them, and reversals."""

import json
from datetime import timedelta

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.payments.sandbox import objects as shown
from chalicelib.payments.sandbox.checks import StripeRefusal
from chalicelib.payments.sandbox.events import tell
from chalicelib.payments.sandbox.keys import Asked, digest_of, make
from chalicelib.payments.sandbox.models import Pretended
from chalicelib.payments.sandbox.objects import (
    ACTIVE,
    PAID,
    PENDING,
    SUCCEEDED,
    Json,
    root_of,
)
from chalicelib.payments.sandbox.pay import kept, page, payment_of
from chalicelib.settings import settings
from chalicelib.store import Transaction

TRANSFER, REVERSAL, ACCOUNT, BALANCE = "transfer", "reversal", "account", "balance"
PLATFORM = "platform"
LINK_LIFE = timedelta(minutes=5)


def create_transfer(asked: Asked) -> Json:
    wanted = asked.params
    fen = _positive(wanted.get("amount", 0))
    place = digest_of(wanted.get("transfer_group", asked.key))

    def build(own: str) -> Pretended:
        return Pretended(
            place,
            f"tr_{place}{own[:12]}",
            kind=TRANSFER,
            asked=asked.digest,
            made_at=clock.now(),
            params=json.dumps(wanted),
            state=SUCCEEDED,
            fen=fen,
        )

    one = make(asked, build, under=lambda tx: _pass_on(tx, asked, fen))
    tell("transfer.created", shown.transfer(one))
    return shown.transfer(one)


def list_transfers(asked: Asked) -> Json:
    group = asked.params.get("transfer_group")
    if not group:
        raise StripeRefusal(400, "", "The sandbox lists the transfers of one group only.")
    found = Pretended.query(digest_of(group), Pretended.object_id.startswith("tr_"))
    return page([shown.transfer(one) for one in found if one.kind == TRANSFER], asked)


def show_transfer(asked: Asked) -> Json:
    return shown.transfer(kept(asked.parts[0]))


def create_reversal(asked: Asked) -> Json:
    whole = kept(asked.parts[0])
    fen = _positive(asked.params.get("amount", int(whole.fen) - int(whole.back_fen or 0)))

    def build(own: str) -> Pretended:
        return Pretended(
            whole.place,
            f"trr_{whole.place}{own[:12]}",
            kind=REVERSAL,
            asked=asked.digest,
            made_at=clock.now(),
            params=json.dumps({**asked.params, "transfer": whole.object_id}),
            state=SUCCEEDED,
            fen=fen,
        )

    one = make(asked, build, under=lambda tx: _take_back(tx, whole, fen))
    tell("transfer.reversed", shown.transfer(kept(whole.object_id)))
    return shown.reversal(one)


def list_reversals(asked: Asked) -> Json:
    whole = kept(asked.parts[0])
    found = Pretended.query(whole.place, Pretended.object_id.startswith("trr_"))
    shown_ones = [shown.reversal(one) for one in found if one.kind == REVERSAL]
    return page([one for one in shown_ones if one["transfer"] == whole.object_id], asked)


def create_account(asked: Asked) -> Json:
    recipient = asked.params.get("configuration", {}).get("recipient")
    if recipient is None or "country" not in asked.params.get("identity", {}):
        raise StripeRefusal(400, "parameter_missing", "A recipient and its country are missing.")

    def build(own: str) -> Pretended:
        return Pretended(
            own,
            f"acct_{own}",
            kind=ACCOUNT,
            asked=asked.digest,
            made_at=clock.now(),
            params=json.dumps(asked.params),
            state=PENDING,
            first_state=PENDING,
        )

    return shown.account(make(asked, build), asked.params.get("include", ()))


def show_account(asked: Asked) -> Json:
    return shown.account(kept(asked.parts[0]), asked.params.get("include", ()))


def create_account_link(asked: Asked) -> Json:
    one = kept(asked.params["account"])
    now = clock.now()
    return {
        "object": "v2.core.account_link",
        "account": one.object_id,
        "created": shown.stamp(now),
        "expires_at": shown.stamp(now + LINK_LIFE),
        "livemode": False,
        "url": f"{settings().base_url}/pay/recipient/{root_of(one.object_id)}",
        "use_case": asked.params["use_case"],
    }


def grown_by(fen: int) -> list[Action]:
    """What makes the platform's own balance so much larger, from nothing at first."""
    begun = {"kind": BALANCE, "asked": "", "params": "{}", "state": ACTIVE, "made_at": clock.now()}
    return [
        *(getattr(Pretended, name).set(one) for name, one in begun.items()),
        Pretended.fen.add(fen),
    ]


def _pass_on(tx: Transaction, asked: Asked, fen: int) -> None:
    wanted = asked.params
    to = Pretended.find_or_none(root_of(wanted["destination"]), wanted["destination"])
    if to is None or to.state != ACTIVE:
        text = "The destination may not receive transfers yet."
        raise StripeRefusal(
            400, "insufficient_capabilities_for_transfer", text, param="destination"
        )
    tx.update(to, Pretended.fen.add(fen), when=Pretended.state == ACTIVE, otherwise=_too_little())
    if wanted.get("source_transaction"):
        _out_of_charge(tx, wanted["source_transaction"], fen)
    else:
        tx.update(
            Pretended(PLATFORM, BALANCE),
            Pretended.fen.add(-fen),
            when=Pretended.fen >= fen,
            otherwise=_too_little(),
        )


def _take_back(tx: Transaction, whole: Pretended, fen: int) -> None:
    """Out of what is left of the transfer, and of what its recipient still has at Stripe."""
    room, refusal = int(whole.fen) - fen, "There is not so much left to reverse."
    if room < 0:
        raise StripeRefusal(400, "", refusal, param="amount")
    tx.update(
        Pretended(whole.place, whole.object_id),
        Pretended.back_fen.set((Pretended.back_fen | 0) + fen),
        when=Pretended.back_fen.does_not_exist() | (Pretended.back_fen <= room),
        otherwise=StripeRefusal(400, "", refusal, param="amount"),
    )
    owner = shown.asked_for(whole)["destination"]
    tx.update(
        Pretended(root_of(owner), owner),
        Pretended.fen.add(-fen),
        when=Pretended.fen >= fen,
        otherwise=_too_little(),
    )
    tx.update(Pretended(PLATFORM, BALANCE), *grown_by(fen), when=None, otherwise=_too_little())


def _too_little() -> StripeRefusal:
    return StripeRefusal(400, "balance_insufficient", "You have insufficient funds.")


def _out_of_charge(tx: Transaction, charge_id: str, fen: int) -> None:
    paid = payment_of(charge_id)
    room = int(paid.fen) - fen
    refusal = StripeRefusal(400, "", "Transfers would exceed the charge.", param="amount")
    if paid.state != PAID or room < 0:
        raise refusal
    tx.update(
        Pretended(paid.place, paid.object_id),
        Pretended.passed_fen.set((Pretended.passed_fen | 0) + fen),
        when=Pretended.passed_fen.does_not_exist() | (Pretended.passed_fen <= room),
        otherwise=refusal,
    )


def _positive(fen: int) -> int:
    if fen < 1:
        raise StripeRefusal(
            400, "parameter_invalid_integer", "Invalid positive integer.", param="amount"
        )
    return fen
