"""Hold the folded lines against the money ledger, order by order: goods paid for, gone back, and charged back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from chalicelib import clock
from chalicelib.impact.compare import FIELDS, LEDGER, FigureDifference, LineKey
from chalicelib.impact.images import Image
from chalicelib.impact.sales import SaleEntry
from chalicelib.ledger import (
    ENTRY_PAID,
    ENTRY_REFUND,
    Entry,
    JournalEntry,
    SoldOrder,
    entry_of,
    lost_dispute,
    sold_of,
)
from chalicelib.orders import Order
from chalicelib.store import images_of, plain


def compare_with_ledger(lines: Mapping[LineKey, SaleEntry]) -> list[FigureDifference]:
    """Where folded lines differ from the ledger; reads every order and the whole journal: for jobs. Orders of the demo
    moved no money and are left out."""
    journal, images = list(_journal()), list(images_of(Order, *FIELDS))
    orders = [order for image in images if (order := sold_of(image))]
    return [*_goods_apart(lines, orders, journal), *_losses_apart(images, journal)]


def _journal() -> Iterator[Entry]:
    """Entries that sum to zero; of others the check of the ledger tells."""
    for record in JournalEntry.scan(consistent_read=True):
        with suppress(AssertionError):
            yield entry_of(record)


def _goods_apart(
    lines: Mapping[LineKey, SaleEntry], orders: Iterable[SoldOrder], journal: Iterable[Entry]
) -> Iterator[FigureDifference]:
    """Money of the ledger less shipping is money for goods."""
    paid, back, came_in, went_back = (Counter[str]() for _ in range(4))
    for (_, order_id, _), line in lines.items():
        paid[order_id] += line.gmv_fen
        back[order_id] += line.cancelled_fen + line.refunded_fen
    for entry in journal:
        fen = sum(posting.fen for posting in entry.postings if posting.fen > 0)
        if entry.name == ENTRY_PAID:
            came_in[entry.subject] += fen
        elif entry.name.startswith(f"{ENTRY_REFUND}."):
            went_back[entry.subject] += fen
    for order in orders:
        shipping = sum(part.shipping_fen for part in order.parts)
        shipping_back = sum(fen for refund in order.refunds for _, fen in refund.shipping)
        folded = paid[order.order_id], back[order.order_id]
        due = came_in[order.order_id] - shipping, went_back[order.order_id] - shipping_back
        if folded != due:
            day = clock.shanghai_day(order.paid_at)
            yield FigureDifference(LEDGER, day, order.order_id, folded, due)


def _losses_apart(images: Iterable[Image], journal: Iterable[Entry]) -> Iterator[FigureDifference]:
    """Every dispute that was lost stands on its order, with the same money."""
    losses = {loss: entry.at for entry in journal if (loss := lost_dispute(entry))}
    on_orders = {
        (chargeback["dispute_id"], chargeback["fen"])
        for image in images
        for chargeback in (plain(image["chargebacks"]) if "chargebacks" in image else ())
    }
    for dispute_id, fen in sorted(losses.keys() - on_orders):
        day = clock.shanghai_day(losses[dispute_id, fen])
        yield FigureDifference(LEDGER, day, f"dispute.{dispute_id}", 0, fen)
    for dispute_id, fen in sorted(on_orders - losses.keys()):
        day = clock.shanghai_day(clock.now())
        yield FigureDifference(LEDGER, day, f"dispute.{dispute_id}", fen, 0)
