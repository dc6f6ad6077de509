"""The sandbox's events: kept for those who ask, and signed as webhooks for those who listen."""

import json
from datetime import date, datetime, timedelta

from chalicelib import clock
from chalicelib.payments.sandbox import objects as shown
from chalicelib.payments.sandbox.checks import StripeRefusal
from chalicelib.payments.sandbox.keys import SandboxRequest, digest_of
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.objects import Json
from chalicelib.payments.sandbox.secrets import SANDBOX_WEBHOOK
from chalicelib.store import patiently

EVENT, FEE = "event", "fee"  # of a fee Stripe tells nobody: it stands in the balance
MOST_DAYS = 30


def tell(kind: str, thing: Json) -> None:
    """Something has happened: it can be asked for from now on, and waits to be posted. A crash before this loses
    the event, as happens to webhooks."""
    now = clock.now()
    text = json.dumps(thing, sort_keys=True)
    event = SandboxObject(
        root_of_day(now.date()),
        f"evt_{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03d}{digest_of(kind, text)[:12]}",
        kind=EVENT,
        digest=version(),
        made_at=now,
        params=text,
        state=kind,
        waiting=True,
    )
    patiently(event.save)


def list_events(request: SandboxRequest) -> Json:
    """The newest first."""
    params = request.params
    created = params.get("created", 0)
    moment = int(created.get("gte", 0) if isinstance(created, dict) else created)
    newest = [
        event
        for event in since(moment)
        if (not params.get("types") or event.state in params["types"])
        and ("delivery_success" not in params or params["delivery_success"] != bool(event.waiting))
    ]
    newest.sort(key=lambda event: event.object_id, reverse=True)
    after = params.get("starting_after")
    newest = [event for event in newest if after is None or event.object_id < after]
    limit = params.get("limit", 10)
    page = [shown.event(event) for event in newest[:limit]]
    return shown.listed(page, request.path, has_more=len(newest) > limit)


def show_event(request: SandboxRequest) -> Json:
    name = request.parts[0]
    day = f"{name[4:8]}-{name[8:10]}-{name[10:12]}"
    event = SandboxObject.find_or_none(f"events.{day}", name)
    if event is None:
        raise StripeRefusal(404, "resource_missing", f"No such event: '{name}'", param="id")
    return shown.event(event)


def waiting() -> list[SandboxObject]:
    """The events that nobody has acknowledged yet, the oldest first."""
    day = clock.now() - timedelta(days=1)
    return [event for event in since(shown.seconds(day)) if event.waiting]


def acknowledged(event: SandboxObject) -> None:
    patiently(lambda: event.update(actions=[SandboxObject.waiting.set(False)]))


def signed(event: SandboxObject, at: datetime | None = None) -> tuple[bytes, str]:
    """The body of a webhook and its header, signed by the SDK for this moment."""
    import stripe

    body = json.dumps(shown.event(event), indent=2)
    stamp = shown.seconds(at or clock.now())
    header = stripe.WebhookSignature.generate_signature_header(body, SANDBOX_WEBHOOK, stamp)
    return body.encode(), header


def version() -> str:
    """The version of the API that the SDK speaks."""
    from stripe._api_version import _ApiVersion

    return str(_ApiVersion.CURRENT)


def since(moment: int, *, kind: str = EVENT) -> list[SandboxObject]:
    """What happened from a moment on (in seconds), of the last thirty days."""
    now = clock.now()
    first = max(datetime.fromtimestamp(moment, now.tzinfo), now - timedelta(days=MOST_DAYS)).date()
    days = [first + timedelta(days=i) for i in range((now.date() - first).days + 1)]
    events = [
        event
        for day in days
        for event in SandboxObject.query(root_of_day(day), consistent_read=True)
    ]
    return [
        event for event in events if event.kind == kind and shown.seconds(event.made_at) >= moment
    ]


def root_of_day(day: date) -> str:
    """Where what happens on a day is kept."""
    return f"events.{day:%Y-%m-%d}"
