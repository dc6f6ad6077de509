"""The sandbox's money in and back: checkout sessions, payment intents, refunds, disputes."""

import json
from datetime import timedelta
from typing import Any

from chalicelib import clock
from chalicelib.money import MOST_FEN
from chalicelib.payments.sandbox import objects as shown
from chalicelib.payments.sandbox.checks import StripeRefusal
from chalicelib.payments.sandbox.events import tell
from chalicelib.payments.sandbox.keys import SandboxRequest, make
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.objects import (
    EXPIRED,
    OPEN,
    PAID,
    PENDING,
    PROMISED,
    SUCCEEDED,
    Json,
    root_of,
)
from chalicelib.store import Transaction, change

PAYMENT, REFUND = "payment", "refund"
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=24)
MOST_LISTED = 100


def create_session(request: SandboxRequest) -> Json:
    fen = _total(request.params)
    ends_at = request.params.get("expires_at", shown.seconds(clock.now() + LONGEST))
    params = {**request.params, "expires_at": ends_at}

    def build(own: str) -> SandboxObject:
        return SandboxObject(
            own,
            f"cs_test_{own}",
            kind=PAYMENT,
            digest=request.digest,
            made_at=clock.now(),
            params=json.dumps(params),
            state=OPEN,
            first_state=OPEN,
            fen=fen,
        )

    payment = make(request, build, check=lambda: _check_end(ends_at))
    return shown.session(payment, request.expand)


def show_session(request: SandboxRequest) -> Json:
    return shown.session(payment_of(request.parts[0]), request.expand)


def expire_session(request: SandboxRequest) -> Json:
    payment = change(
        payment_of(request.parts[0]),
        SandboxObject.state.set(EXPIRED),
        SandboxObject.keys.add({request.key}),
        when=SandboxObject.state == OPEN,
        already=lambda there: request.key in (there.keys or ()),
        otherwise=StripeRefusal(
            400, "", 'Only Checkout Sessions with a status in ["open"] can be expired.'
        ),
    )
    tell("checkout.session.expired", shown.session(payment))
    return shown.session(payment, request.expand)


def show_intent(request: SandboxRequest) -> Json:
    payment = payment_of(request.parts[0])
    if payment.state not in (PROMISED, PAID) and payment.tries is None:
        raise missing(request.parts[0])
    return shown.intent(payment)


def create_refund(request: SandboxRequest) -> Json:
    payment_id = request.params.get("payment_intent") or request.params.get("charge")
    if not payment_id:
        raise StripeRefusal(400, "parameter_missing", "One of charge, payment_intent is missing.")
    payment = payment_of(payment_id)
    fen = positive(request.params.get("amount", int(payment.fen) - int(payment.back_fen or 0)))

    def build(own: str) -> SandboxObject:
        state = PENDING if payment.wallet else SUCCEEDED
        return SandboxObject(
            payment.root,
            f"re_{payment.root}{own[:12]}",
            kind=REFUND,
            digest=request.digest,
            made_at=clock.now(),
            params=json.dumps(request.params),
            state=state,
            first_state=state,
            fen=fen,
        )

    refund = make(request, build, under=lambda tx: _take_back(tx, payment, fen))
    tell("refund.created", shown.refund(refund))
    return shown.refund(refund)


def list_refunds(request: SandboxRequest) -> Json:
    payment_id = request.params.get("payment_intent") or request.params.get("charge")
    if not payment_id:
        raise StripeRefusal(400, "", "The sandbox lists the refunds of one payment only.")
    refunds = SandboxObject.query(root_of(payment_id), SandboxObject.object_id.startswith("re_"))
    return page([shown.refund(refund) for refund in refunds if refund.kind == REFUND], request)


def show_refund(request: SandboxRequest) -> Json:
    return shown.refund(kept(request.parts[0]))


def show_dispute(request: SandboxRequest) -> Json:
    return shown.dispute(kept(request.parts[0]))


def payment_of(object_id: str) -> SandboxObject:
    """The payment to which a session, an intent or a charge belongs. Raises StripeRefusal."""
    root = root_of(object_id)
    payment = SandboxObject.find_or_none(root, f"cs_test_{root}")
    if payment is None or payment.kind != PAYMENT:
        raise missing(object_id)
    return payment


def kept(object_id: str) -> SandboxObject:
    """An object that has a root, by its id. Raises StripeRefusal."""
    thing = SandboxObject.find_or_none(root_of(object_id), object_id)
    if thing is None or thing.kind == "refusal":
        raise missing(object_id)
    return thing


def missing(object_id: str) -> StripeRefusal:
    return StripeRefusal(404, "resource_missing", f"No such object: '{object_id}'", param="id")


def positive(fen: int) -> int:
    if fen < 1:
        raise StripeRefusal(
            400, "parameter_invalid_integer", "Invalid positive integer.", param="amount"
        )
    return fen


def page(objects: list[Json], request: SandboxRequest) -> Json:
    """The newest first, after the one that the last page ended with."""
    newest = sorted(objects, key=lambda thing: (thing["created"], thing["id"]), reverse=True)
    names = [thing["id"] for thing in newest]
    after = request.params.get("starting_after")
    newest = newest[names.index(after) + 1 :] if after in names else newest
    limit = min(request.params.get("limit", 10), MOST_LISTED)
    return shown.listed(newest[:limit], request.path, has_more=len(newest) > limit)


def _total(params: Json) -> int:
    for name in ("mode", "line_items", "success_url"):
        if not params.get(name):
            raise StripeRefusal(
                400, "parameter_missing", f"Missing required param: {name}.", param=name
            )
    fen = sum(_line_fen(line, i) for i, line in enumerate(params["line_items"]))
    if not 0 < fen <= MOST_FEN:
        raise StripeRefusal(400, "amount_too_large", "The total is out of bounds.")
    return fen


def _line_fen(line: dict[str, Any], i: int) -> int:
    price = line.get("price_data")
    if price is None or "unit_amount" not in price or "product_data" not in price:
        raise StripeRefusal(
            400, "parameter_missing", "A price is missing.", param=f"line_items[{i}]"
        )
    fen = int(price["unit_amount"]) * int(line.get("quantity", 1))
    if fen < 0:
        raise StripeRefusal(400, "parameter_invalid_integer", "Invalid non-negative integer.")
    return fen


def _check_end(ends_at: int) -> None:
    now = clock.now()
    if not shown.seconds(now + SHORTEST) <= ends_at <= shown.seconds(now + LONGEST):
        text = "The `expires_at` timestamp must be between 30 minutes and 24 hours from creation."
        raise StripeRefusal(400, "", text, param="expires_at")


def _take_back(tx: Transaction, paid: SandboxObject, fen: int) -> None:
    room = int(paid.fen) - fen
    if SandboxObject.find_or_none(paid.root, f"dp_{paid.root}") is not None:
        raise StripeRefusal(400, "charge_disputed", "The charge has been charged back.")
    if paid.state != PAID or room < 0:
        raise StripeRefusal(400, "", "There is not so much to refund.", param="amount")
    is_all_back = int(paid.back_fen or 0) == int(paid.fen)
    tx.update(
        SandboxObject(paid.root, paid.object_id),
        SandboxObject.back_fen.set((SandboxObject.back_fen | 0) + fen),
        when=SandboxObject.back_fen.does_not_exist() | (SandboxObject.back_fen <= room),
        otherwise=StripeRefusal(
            400,
            "charge_already_refunded" if is_all_back else "",
            "Refund amount is greater than unrefunded amount on charge.",
            param="amount",
        ),
    )
