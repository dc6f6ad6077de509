"""The sandbox's money out: recipients' accounts, transfers to them, and reversals."""

import json
from datetime import timedelta

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.payments.sandbox import objects as shown
from chalicelib.payments.sandbox.checks import StripeRefusal
from chalicelib.payments.sandbox.events import tell
from chalicelib.payments.sandbox.keys import SandboxRequest, digest_of, make
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.objects import (
    ACTIVE,
    PAID,
    PENDING,
    SUCCEEDED,
    Json,
    root_of,
)
from chalicelib.payments.sandbox.pay import kept, page, payment_of, positive
from chalicelib.settings import settings
from chalicelib.store import Transaction

TRANSFER, REVERSAL, ACCOUNT, BALANCE = "transfer", "reversal", "account", "balance"
PLATFORM = "platform"
LINK_LIFE = timedelta(minutes=5)


def create_transfer(request: SandboxRequest) -> Json:
    params = request.params
    fen = positive(params.get("amount", 0))
    root = digest_of(params.get("transfer_group", request.key))

    def build(own: str) -> SandboxObject:
        return SandboxObject(
            root,
            f"tr_{root}{own[:12]}",
            kind=TRANSFER,
            digest=request.digest,
            made_at=clock.now(),
            params=json.dumps(params),
            state=SUCCEEDED,
            fen=fen,
        )

    transfer = make(request, build, under=lambda tx: _pass_on(tx, request, fen))
    tell("transfer.created", shown.transfer(transfer))
    return shown.transfer(transfer)


def list_transfers(request: SandboxRequest) -> Json:
    group = request.params.get("transfer_group")
    if not group:
        raise StripeRefusal(400, "", "The sandbox lists the transfers of one group only.")
    transfers = SandboxObject.query(digest_of(group), SandboxObject.object_id.startswith("tr_"))
    return page(
        [shown.transfer(transfer) for transfer in transfers if transfer.kind == TRANSFER], request
    )


def show_transfer(request: SandboxRequest) -> Json:
    return shown.transfer(kept(request.parts[0]))


def create_reversal(request: SandboxRequest) -> Json:
    whole = kept(request.parts[0])
    fen = positive(request.params.get("amount", int(whole.fen) - int(whole.back_fen or 0)))

    def build(own: str) -> SandboxObject:
        return SandboxObject(
            whole.root,
            f"trr_{whole.root}{own[:12]}",
            kind=REVERSAL,
            digest=request.digest,
            made_at=clock.now(),
            params=json.dumps({**request.params, "transfer": whole.object_id}),
            state=SUCCEEDED,
            fen=fen,
        )

    reversal = make(request, build, under=lambda tx: _take_back(tx, whole, fen))
    tell("transfer.reversed", shown.transfer(kept(whole.object_id)))
    return shown.reversal(reversal)


def list_reversals(request: SandboxRequest) -> Json:
    whole = kept(request.parts[0])
    reversals = SandboxObject.query(whole.root, SandboxObject.object_id.startswith("trr_"))
    shown_ones = [shown.reversal(reversal) for reversal in reversals if reversal.kind == REVERSAL]
    return page(
        [reversal for reversal in shown_ones if reversal["transfer"] == whole.object_id], request
    )


def create_account(request: SandboxRequest) -> Json:
    recipient = request.params.get("configuration", {}).get("recipient")
    if recipient is None or "country" not in request.params.get("identity", {}):
        raise StripeRefusal(400, "parameter_missing", "A recipient and its country are missing.")

    def build(own: str) -> SandboxObject:
        return SandboxObject(
            own,
            f"acct_{own}",
            kind=ACCOUNT,
            digest=request.digest,
            made_at=clock.now(),
            params=json.dumps(request.params),
            state=PENDING,
            first_state=PENDING,
        )

    return shown.account(make(request, build), request.params.get("include", ()))


def show_account(request: SandboxRequest) -> Json:
    return shown.account(kept(request.parts[0]), request.params.get("include", ()))


def create_account_link(request: SandboxRequest) -> Json:
    account = kept(request.params["account"])
    now = clock.now()
    return {
        "object": "v2.core.account_link",
        "account": account.object_id,
        "created": shown.stamp(now),
        "expires_at": shown.stamp(now + LINK_LIFE),
        "livemode": False,
        "url": f"{settings().base_url}/pay/recipient/{root_of(account.object_id)}",
        "use_case": request.params["use_case"],
    }


def grown_by(fen: int) -> list[Action]:
    """What makes the platform's own balance so much larger, from nothing at first."""
    start = {"kind": BALANCE, "digest": "", "params": "{}", "state": ACTIVE, "made_at": clock.now()}
    return [
        *(getattr(SandboxObject, name).set(value) for name, value in start.items()),
        SandboxObject.fen.add(fen),
    ]


def _pass_on(tx: Transaction, request: SandboxRequest, fen: int) -> None:
    params = request.params
    to = SandboxObject.find_or_none(root_of(params["destination"]), params["destination"])
    if to is None or to.state != ACTIVE:
        text = "The destination may not receive transfers yet."
        raise StripeRefusal(
            400, "insufficient_capabilities_for_transfer", text, param="destination"
        )
    tx.update(
        to, SandboxObject.fen.add(fen), when=SandboxObject.state == ACTIVE, otherwise=_too_little()
    )
    if params.get("source_transaction"):
        _out_of_charge(tx, params["source_transaction"], fen)
    else:
        tx.update(
            SandboxObject(PLATFORM, BALANCE),
            SandboxObject.fen.add(-fen),
            when=SandboxObject.fen >= fen,
            otherwise=_too_little(),
        )


def _take_back(tx: Transaction, whole: SandboxObject, fen: int) -> None:
    """Out of what is left of the transfer, and of what its recipient still has at Stripe."""
    room, refusal = int(whole.fen) - fen, "There is not so much left to reverse."
    if room < 0:
        raise StripeRefusal(400, "", refusal, param="amount")
    tx.update(
        SandboxObject(whole.root, whole.object_id),
        SandboxObject.back_fen.set((SandboxObject.back_fen | 0) + fen),
        when=SandboxObject.back_fen.does_not_exist() | (SandboxObject.back_fen <= room),
        otherwise=StripeRefusal(400, "", refusal, param="amount"),
    )
    owner = shown.params_of(whole)["destination"]
    tx.update(
        SandboxObject(root_of(owner), owner),
        SandboxObject.fen.add(-fen),
        when=SandboxObject.fen >= fen,
        otherwise=_too_little(),
    )
    tx.update(SandboxObject(PLATFORM, BALANCE), *grown_by(fen), when=None, otherwise=_too_little())


def _too_little() -> StripeRefusal:
    return StripeRefusal(400, "balance_insufficient", "You have insufficient funds.")


def _out_of_charge(tx: Transaction, charge_id: str, fen: int) -> None:
    paid = payment_of(charge_id)
    room = int(paid.fen) - fen
    refusal = StripeRefusal(400, "", "Transfers would exceed the charge.", param="amount")
    if paid.state != PAID or room < 0:
        raise refusal
    tx.update(
        SandboxObject(paid.root, paid.object_id),
        SandboxObject.passed_fen.set((SandboxObject.passed_fen | 0) + fen),
        when=SandboxObject.passed_fen.does_not_exist() | (SandboxObject.passed_fen <= room),
        otherwise=refusal,
    )
