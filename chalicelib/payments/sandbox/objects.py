"""How the sandbox's things look from outside: Stripe's objects, by the fields that the fair reads and a few more."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.settings import settings

OPEN, PROMISED, PAID, EXPIRED = "open", "promised", "paid", "expired"
PENDING, SUCCEEDED, FAILED, ACTIVE = "pending", "succeeded", "failed", "active"
Json = dict[str, Any]


def params_of(thing: SandboxObject) -> Json:
    """What the request asked for that made it."""
    params: Json = json.loads(thing.params)
    return params


def root_of(object_id: str) -> str:
    """What the ids of a payment's objects share, after their prefix: 24 signs."""
    return object_id.rpartition("_")[2][:24]


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def session(thing: SandboxObject, expand: Sequence[str] = ()) -> Json:
    params, root = params_of(thing), root_of(thing.object_id)
    is_paid = thing.state == PAID
    has_intent = thing.state in (PROMISED, PAID) or thing.tries is not None
    whole = intent(thing) if "payment_intent" in expand and has_intent else None
    return {
        "id": f"cs_test_{root}",
        "object": "checkout.session",
        "amount_subtotal": int(thing.fen),
        "amount_total": int(thing.fen),
        "cancel_url": params.get("cancel_url"),
        "created": seconds(thing.made_at),
        "currency": currency_of(thing),
        "expires_at": params["expires_at"],
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": params["mode"],
        "payment_intent": whole or (f"pi_{root}" if has_intent else None),
        "payment_status": "paid" if is_paid else "unpaid",
        "status": {OPEN: "open", EXPIRED: "expired"}.get(thing.state, "complete"),
        "success_url": params["success_url"],
        "url": f"{settings().base_url}/pay/{root}" if thing.state == OPEN else None,
    }


def intent(thing: SandboxObject) -> Json:
    """As at Stripe, a hosted page makes the intent when the buyer first tries to pay."""
    params, root = params_of(thing).get("payment_intent_data", {}), root_of(thing.object_id)
    is_paid = thing.state == PAID
    unpaid = {EXPIRED: "canceled", PROMISED: "processing"}.get(
        thing.state, "requires_payment_method"
    )
    return {
        "id": f"pi_{root}",
        "object": "payment_intent",
        "amount": int(thing.fen),
        "amount_received": int(thing.fen) if is_paid else 0,
        "created": seconds(thing.made_at),
        "currency": currency_of(thing),
        "latest_charge": f"ch_{root}" if is_paid else None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "status": SUCCEEDED if is_paid else unpaid,
        "transfer_group": params.get("transfer_group"),
    }


def refund(thing: SandboxObject, currency: str = "cny") -> Json:
    params, root = params_of(thing), root_of(thing.object_id)
    return {
        "id": thing.object_id,
        "object": "refund",
        "amount": int(thing.fen),
        "charge": f"ch_{root}",
        "created": seconds(thing.made_at),
        "currency": currency,
        "failure_reason": "unknown" if thing.state == FAILED else None,
        "metadata": params.get("metadata", {}),
        "payment_intent": f"pi_{root}",
        "reason": params.get("reason"),
        "status": thing.state,
    }


def dispute(thing: SandboxObject) -> Json:
    root = root_of(thing.object_id)
    return {
        "id": thing.object_id,
        "object": "dispute",
        "amount": int(thing.fen),
        "charge": f"ch_{root}",
        "created": seconds(thing.made_at),
        "currency": "cny",
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": f"pi_{root}",
        "reason": "product_not_received",
        "status": thing.state,
    }


def transfer(thing: SandboxObject) -> Json:
    params = params_of(thing)
    back_fen = int(thing.back_fen or 0)
    return {
        "id": thing.object_id,
        "object": "transfer",
        "amount": int(thing.fen),
        "amount_reversed": back_fen,
        "created": seconds(thing.made_at),
        "currency": params["currency"],
        "description": params.get("description"),
        "destination": params["destination"],
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "reversed": back_fen == int(thing.fen),
        "source_transaction": params.get("source_transaction"),
        "transfer_group": params.get("transfer_group"),
    }


def reversal(thing: SandboxObject) -> Json:
    params = params_of(thing)
    return {
        "id": thing.object_id,
        "object": "transfer_reversal",
        "amount": int(thing.fen),
        "created": seconds(thing.made_at),
        "currency": "cny",
        "metadata": params.get("metadata", {}),
        "transfer": params["transfer"],
    }


def account(thing: SandboxObject, include: Sequence[str] = ()) -> Json:
    """What was not asked for by name is null, as in the second generation of the API."""
    params = params_of(thing)
    status = {"status": thing.state, "status_details": []}
    capabilities = {"stripe_balance": {"stripe_transfers": status}}
    return {
        "id": thing.object_id,
        "object": "v2.core.account",
        "applied_configurations": ["recipient"],
        "configuration": {"recipient": {"applied": True, "capabilities": capabilities}}
        if "configuration.recipient" in include
        else None,
        "contact_email": params.get("contact_email"),
        "created": stamp(thing.made_at),
        "dashboard": params.get("dashboard"),
        "display_name": params.get("display_name"),
        "identity": params.get("identity") if "identity" in include else None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
    }


def event(thing: SandboxObject) -> Json:
    return {
        "id": thing.object_id,
        "object": "event",
        "account": None,
        "api_version": thing.digest,
        "created": seconds(thing.made_at),
        "data": {"object": json.loads(thing.params)},
        "livemode": False,
        "pending_webhooks": 1 if thing.waiting else 0,
        "request": None,
        "type": thing.state,
    }


def listed(objects: Sequence[Json], url: str, *, has_more: bool = False) -> Json:
    return {"object": "list", "data": list(objects), "has_more": has_more, "url": url}


def stamp(moment: datetime) -> str:
    """A moment as the second generation of the API writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def currency_of(thing: SandboxObject) -> str:
    first: str = params_of(thing)["line_items"][0]["price_data"]["currency"]
    return first
