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


def params_of(one: SandboxObject) -> Json:
    """What the request asked for that made it."""
    found: Json = json.loads(one.params)
    return found


def root_of(object_id: str) -> str:
    """What the ids of a payment's objects share, after their prefix: 24 signs."""
    return object_id.rpartition("_")[2][:24]


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def session(one: SandboxObject, expand: Sequence[str] = ()) -> Json:
    params, root = params_of(one), root_of(one.object_id)
    is_paid = one.state == PAID
    has_intent = one.state in (PROMISED, PAID) or one.tries is not None
    whole = intent(one) if "payment_intent" in expand and has_intent else None
    return {
        "id": f"cs_test_{root}",
        "object": "checkout.session",
        "amount_subtotal": int(one.fen),
        "amount_total": int(one.fen),
        "cancel_url": params.get("cancel_url"),
        "created": seconds(one.made_at),
        "currency": currency_of(one),
        "expires_at": params["expires_at"],
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": params["mode"],
        "payment_intent": whole or (f"pi_{root}" if has_intent else None),
        "payment_status": "paid" if is_paid else "unpaid",
        "status": {OPEN: "open", EXPIRED: "expired"}.get(one.state, "complete"),
        "success_url": params["success_url"],
        "url": f"{settings().base_url}/pay/{root}" if one.state == OPEN else None,
    }


def intent(one: SandboxObject) -> Json:
    """As at Stripe, a hosted page makes the intent when the buyer first tries to pay."""
    params, root = params_of(one).get("payment_intent_data", {}), root_of(one.object_id)
    is_paid = one.state == PAID
    unpaid = {EXPIRED: "canceled", PROMISED: "processing"}.get(one.state, "requires_payment_method")
    return {
        "id": f"pi_{root}",
        "object": "payment_intent",
        "amount": int(one.fen),
        "amount_received": int(one.fen) if is_paid else 0,
        "created": seconds(one.made_at),
        "currency": currency_of(one),
        "latest_charge": f"ch_{root}" if is_paid else None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "status": SUCCEEDED if is_paid else unpaid,
        "transfer_group": params.get("transfer_group"),
    }


def refund(one: SandboxObject, currency: str = "cny") -> Json:
    params, root = params_of(one), root_of(one.object_id)
    return {
        "id": one.object_id,
        "object": "refund",
        "amount": int(one.fen),
        "charge": f"ch_{root}",
        "created": seconds(one.made_at),
        "currency": currency,
        "failure_reason": "unknown" if one.state == FAILED else None,
        "metadata": params.get("metadata", {}),
        "payment_intent": f"pi_{root}",
        "reason": params.get("reason"),
        "status": one.state,
    }


def dispute(one: SandboxObject) -> Json:
    root = root_of(one.object_id)
    return {
        "id": one.object_id,
        "object": "dispute",
        "amount": int(one.fen),
        "charge": f"ch_{root}",
        "created": seconds(one.made_at),
        "currency": "cny",
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": f"pi_{root}",
        "reason": "product_not_received",
        "status": one.state,
    }


def transfer(one: SandboxObject) -> Json:
    params = params_of(one)
    back_fen = int(one.back_fen or 0)
    return {
        "id": one.object_id,
        "object": "transfer",
        "amount": int(one.fen),
        "amount_reversed": back_fen,
        "created": seconds(one.made_at),
        "currency": params["currency"],
        "description": params.get("description"),
        "destination": params["destination"],
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "reversed": back_fen == int(one.fen),
        "source_transaction": params.get("source_transaction"),
        "transfer_group": params.get("transfer_group"),
    }


def reversal(one: SandboxObject) -> Json:
    params = params_of(one)
    return {
        "id": one.object_id,
        "object": "transfer_reversal",
        "amount": int(one.fen),
        "created": seconds(one.made_at),
        "currency": "cny",
        "metadata": params.get("metadata", {}),
        "transfer": params["transfer"],
    }


def account(one: SandboxObject, include: Sequence[str] = ()) -> Json:
    """What was not asked for by name is null, as in the second generation of the API."""
    params = params_of(one)
    status = {"status": one.state, "status_details": []}
    capabilities = {"stripe_balance": {"stripe_transfers": status}}
    return {
        "id": one.object_id,
        "object": "v2.core.account",
        "applied_configurations": ["recipient"],
        "configuration": {"recipient": {"applied": True, "capabilities": capabilities}}
        if "configuration.recipient" in include
        else None,
        "contact_email": params.get("contact_email"),
        "created": stamp(one.made_at),
        "dashboard": params.get("dashboard"),
        "display_name": params.get("display_name"),
        "identity": params.get("identity") if "identity" in include else None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
    }


def event(one: SandboxObject) -> Json:
    return {
        "id": one.object_id,
        "object": "event",
        "account": None,
        "api_version": one.asked,
        "created": seconds(one.made_at),
        "data": {"object": json.loads(one.params)},
        "livemode": False,
        "pending_webhooks": 1 if one.waiting else 0,
        "request": None,
        "type": one.state,
    }


def listed(objects: Sequence[Json], url: str, *, has_more: bool = False) -> Json:
    return {"object": "list", "data": list(objects), "has_more": has_more, "url": url}


def stamp(moment: datetime) -> str:
    """A moment as the second generation of the API writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def currency_of(one: SandboxObject) -> str:
    first: str = params_of(one)["line_items"][0]["price_data"]["currency"]
    return first
