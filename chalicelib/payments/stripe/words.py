"""What Stripe posts to us: whether it is from Stripe, for this fair, and of now. Nothing else in it is believed."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TOLERANCE_SECONDS = 300
MOST_BYTES = 512_000
NOT_SIGNED = "not signed"
_HEADER = r"t=([0-9]{1,12})(?:,v[0-9]=[0-9a-f]{1,128}){1,8}"  # one stamp, the one that is signed


class NotHeard(Exception):
    """What nobody should send us: not signed, out of time (too old, or from the future), or not ours (another mode,
    another account)."""


@dataclass(frozen=True, slots=True)
class EventHint:
    """Something may have happened to an object: which kind of news, and the object's id."""

    kind: str
    object_id: str


def hint_in(
    body: bytes, header: str, *, secrets: Iterable[str], livemode: bool, now: datetime
) -> EventHint:
    """What a signed body hints at. Raises NotHeard: "not signed" before anything else is looked at."""
    stamp = re.fullmatch(_HEADER, header)
    if stamp is None or len(body) > MOST_BYTES:
        raise NotHeard(NOT_SIGNED)
    if not any(_is_signed(body, header, secret) for secret in secrets):
        raise NotHeard(NOT_SIGNED)
    if abs(now.timestamp() - int(stamp[1])) > TOLERANCE_SECONDS:
        raise NotHeard("out of time")
    event = json.loads(body)
    if not _is_for_us(event, livemode=livemode):
        raise NotHeard("not ours")
    return hint_of(event)


def hint_of(event: Mapping[str, Any]) -> EventHint:
    """The hint in an event, whether it was posted or asked for."""
    return EventHint(str(event["type"]), str(event["data"]["object"]["id"]))


def _is_signed(body: bytes, header: str, secret: str) -> bool:
    import stripe

    try:
        stripe.WebhookSignature.verify_header(body, header, secret, None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def _is_for_us(event: Any, *, livemode: bool) -> bool:
    """An event of a connected account names it; the fair's own name nobody."""
    return (
        isinstance(event, dict)
        and event.get("object") == "event"
        and event.get("livemode") is livemode
        and not event.get("account")
        and not event.get("context")
        and isinstance(event.get("data"), dict)
        and isinstance(event["data"].get("object"), dict)
        and "id" in event["data"]["object"]
        and "type" in event
    )
