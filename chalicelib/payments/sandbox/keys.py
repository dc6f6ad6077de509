"""Idempotency as Stripe has it: for 24 hours, a key and what it was used for lead to the first answer."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chalicelib import clock
from chalicelib.payments.sandbox.checks import StripeRefusal
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.store import AlreadyThere, Transaction, put_new, transaction

LIFE = timedelta(hours=24)
MOST_LIVES = 30
REFUSAL = "refusal"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SandboxRequest:
    """A request that has been read and found well formed."""

    path: str
    params: Json = field(default_factory=dict)
    key: str = ""
    parts: tuple[str, ...] = ()  # of the path: the ids in it

    @property
    def digest(self) -> str:
        text = json.dumps([self.path, self.params], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def expand(self) -> list[str]:
        names: list[str] = self.params.get("expand", [])
        return names


def digest_of(*words: object) -> str:
    """24 signs that depend on all the words."""
    return hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()[:24]


def make(
    request: SandboxRequest,
    build: Callable[[str], SandboxObject],
    *,
    check: Callable[[], None] = lambda: None,
    under: Callable[[Transaction], None] | None = None,
) -> SandboxObject:
    """The object that this key makes, or has made. `build` takes what its id is to end with. `check` judges the
    request alone; `under` adds conditions on other objects, and what it refuses is the answer to this key from then on.

    Raises StripeRefusal, also for a key that was used for something else.
    """
    for life in range(MOST_LIVES):
        new = build(digest_of(request.key, life))
        there = SandboxObject.find_or_none(new.root, new.object_id)
        if there is not None and there.made_at <= clock.now() - LIFE:
            continue
        if there is not None:
            return _repeated(there, request)
        check()
        return _made(request, new, under)
    raise StripeRefusal(400, "idempotency_key_in_use", "This key has had too many lives.")


def _made(
    request: SandboxRequest, new: SandboxObject, under: Callable[[Transaction], None] | None
) -> SandboxObject:
    try:
        _put(new, under)
    except AlreadyThere:
        return _repeated(SandboxObject.find(new.root, new.object_id), request)
    except StripeRefusal as refusal:
        _keep(new, refusal)
        raise
    return new


def _put(new: SandboxObject, under: Callable[[Transaction], None] | None) -> None:
    if under is None:
        put_new(new)
        return
    with transaction() as tx:
        tx.put(new, when=SandboxObject.root.does_not_exist(), otherwise=AlreadyThere())
        under(tx)


def _repeated(there: SandboxObject, request: SandboxRequest) -> SandboxObject:
    if there.digest != request.digest:
        text = "Keys for idempotent requests can only be used with the same parameters."
        raise StripeRefusal(400, "", text, kind="idempotency_error")
    if there.kind == REFUSAL:
        refusal = json.loads(there.params)
        raise StripeRefusal(int(there.fen), refusal["code"], refusal["message"])
    there.state, there.back_fen, there.tries = there.first_state or there.state, None, None
    return there


def _keep(new: SandboxObject, refusal: StripeRefusal) -> None:
    new.kind, new.params = REFUSAL, json.dumps(refusal.error)
    new.fen = refusal.status
    with suppress(AlreadyThere):
        put_new(new)
