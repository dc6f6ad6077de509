"""Money that a person sends by hand, and says that they have: cash, bank transfers, and what no machine could send."""

from contextlib import suppress
from datetime import datetime

from chalicelib import clock
from chalicelib.payments.models import Errand
from chalicelib.store import AlreadyThere, Page, page_of, transaction

REFUNDS, DONE = "refunds", "done"
NEW = Errand.errand_key.does_not_exist()


def errand_for(order_id: str, refund_id: str, *, method: str, fen: int, since: datetime) -> Errand:
    """What a person would be asked; the same money always makes the same errand."""
    return Errand(
        REFUNDS,
        f"{since:%Y-%m-%dT%H:%M:%S.%f}#{order_id}#{refund_id}",
        order_id=order_id,
        refund_id=refund_id,
        method=method,
        fen=fen,
        since=since,
    )


def send_by_hand(errand: Errand) -> None:
    """Ask a person to send money. The same again is no news, also when somebody has sent it meanwhile."""
    with suppress(AlreadyThere), transaction() as tx:
        tx.put(errand, when=NEW, otherwise=AlreadyThere())
        tx.check(Errand(DONE, errand.errand_key), when=NEW, otherwise=AlreadyThere())


def errands(cursor: str = "", limit: int = 20) -> Page[Errand]:
    """What a person must send, the longest owed first; nothing that was sent a moment ago."""
    return page_of(
        lambda **page: Errand.query(REFUNDS, consistent_read=True, **page),
        cursor=cursor,
        limit=limit,
    )


def errand(errand_key: str) -> Errand:
    """One of them, open or done. Raises NotFound for what nobody was asked."""
    return Errand.find_or_none(REFUNDS, errand_key) or Errand.find(DONE, errand_key)


def no_longer_open(errand: Errand) -> None:
    """The money has gone: nobody is asked for it again, however late somebody means to. Twice is no news."""
    record = Errand(**{**errand.attribute_values, "list_name": DONE, "done_at": clock.now()})
    with suppress(AlreadyThere), transaction() as tx:
        tx.put(record, when=NEW, otherwise=AlreadyThere())
        tx.delete(Errand(REFUNDS, errand.errand_key), when=None, otherwise=AlreadyThere())
