"""Money that a person sends by hand, and says that they have: cash, and bank transfers."""

from contextlib import suppress
from datetime import datetime

from chalicelib.payments.models import Errand
from chalicelib.store import AlreadyThere, Page, page_of, remove

REFUNDS = "refunds"


def send_by_hand(order_id: str, refund_id: str, *, method: str, fen: int, since: datetime) -> None:
    """Ask a person to send money. The same again is no news."""
    errand = Errand(
        REFUNDS,
        key_of(order_id, refund_id, since),
        order_id=order_id,
        refund_id=refund_id,
        method=method,
        fen=fen,
        since=since,
    )
    errand.save()


def errands(cursor: str = "", limit: int = 20) -> Page[Errand]:
    """What a person must send, the longest owed first."""
    return page_of(lambda **page: Errand.query(REFUNDS, **page), cursor=cursor, limit=limit)


def errand(errand_key: str) -> Errand:
    """One of them. Raises NotFound, also when it is done."""
    return Errand.find(REFUNDS, errand_key)


def no_longer_open(errand_key: str) -> None:
    """The money has gone. Twice is no news."""
    with suppress(AlreadyThere):
        remove(Errand(REFUNDS, errand_key), when=Errand.order_id.exists(), otherwise=AlreadyThere())


def key_of(order_id: str, refund_id: str, since: datetime) -> str:
    return f"{since:%Y-%m-%dT%H:%M:%S.%f}#{order_id}#{refund_id}"
