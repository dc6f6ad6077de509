"""Queues as they are when nobody has looked for a while: the store itself remembers nothing for a time that is over."""

from datetime import datetime

from chalicelib import clock
from chalicelib.store.due import minute_of
from chalicelib.store.models import Due


def was_due(queue: str, at: datetime, *ids: str, position: str = "earlier") -> None:
    """These ids became due at that moment, and no sweep has seen them yet."""
    Due(f"{queue} {minute_of(at)}", position, ids=list(ids), forget_after=clock.now()).save()
