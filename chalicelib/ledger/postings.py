"""Which entries an order makes in the journal: a pure function of the order, so that events in any order, and any
number of times, make the same journal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from chalicelib.ledger.books import (
    CASH_OF,
    CREATOR,
    FEE,
    PRODUCER,
    REFUNDS_CLEARING,
    Entry,
    OwedShare,
    Posting,
    Share,
    cash_back,
    owner_of,
    payable_account,
    summed,
    two_postings,
    waiting_account,
)
from chalicelib.ledger.sold import OrderRefund, SoldLine, SoldOrder, SoldSubOrder

ENTRY_PAID, ENTRY_SETTLED, ENTRY_REFUND, ENTRY_SENT = "paid", "settled", "refund", "refund-sent"
ENTRY_COVERED, ENTRY_REVERSED = "covered", "reversed"
Slices = dict[tuple[str, str], int]  # fen by the seller whose part it is of, and the account


def entries_of(order: SoldOrder | None) -> list[Entry]:
    """All entries of an order as it stands."""
    if order is None:
        return []
    return [_paid(order), *_given_back(order), *_settled(order)]


def new_entries(old: SoldOrder | None, new: SoldOrder | None) -> list[Entry]:
    """The entries that a change of an order adds."""
    old_names = {(entry.subject, entry.name) for entry in entries_of(old)}
    return [entry for entry in entries_of(new) if (entry.subject, entry.name) not in old_names]


def name_of_cover(refund_id: str, owner: str) -> str:
    """The name of the entry that says who paid an owner's part of a refund after settlement."""
    return f"{ENTRY_COVERED}.{refund_id}.{owner}"


def name_of_reversal(refund_id: str, payout_id: str) -> str:
    """The name of the entry that says what came back of a payout for a refund, and who paid what did not."""
    return f"{ENTRY_REVERSED}.{refund_id}.{payout_id}"


def refund_slices(order: SoldOrder) -> list[Slices]:
    """For each refund, whose money it is. Fee and commission go back in proportion to what their line has given back
    so far, so that repeated partial refunds end exactly at the total."""
    so_far: Counter[int] = Counter()
    return [_slices_of(order, refund, so_far) for refund in order.refunds]


def _paid(order: SoldOrder) -> Entry:
    slices = _slices_of_sale(order)
    sales = [Posting(account, -fen) for (_, account), fen in slices.items()]
    cash = Posting(CASH_OF[order.method], order.total_fen)
    return Entry(order.order_id, ENTRY_PAID, order.paid_at, summed([cash, *sales]))


def _slices_of_sale(order: SoldOrder) -> Slices:
    slices: Counter[tuple[str, str]] = Counter()
    for line in order.lines:
        slices.update(_slices_of_line(line, 0, line.value_fen))
    for part in order.parts:
        slices[part.seller_id, _reserve(part.seller_id)] += part.shipping_fen
    return dict(slices)


def _slices_of_line(line: SoldLine, before: int, after: int) -> Slices:
    """Whose money it is that a line's value grows by, from `before` to `after`."""
    of_fen = line.value_fen or 1  # nothing grows on a line of a parcel that the buyer did not take

    def grown(whole_fen: int) -> int:
        return whole_fen * after // of_fen - whole_fen * before // of_fen

    slices = {
        (line.seller_id, _commission(creator_id)): grown(fen)
        for creator_id, fen in line.commissions
    }
    slices[line.seller_id, FEE] = grown(line.fee_fen)
    slices[line.seller_id, _reserve(line.seller_id)] = after - before - sum(slices.values())
    return slices


def _slices_of(order: SoldOrder, refund: OrderRefund, so_far: Counter[int]) -> Slices:
    slices: Counter[tuple[str, str]] = Counter()
    for number, fen in refund.lines:
        line, before, after = order.lines[number], so_far[number], so_far[number] + fen
        assert after <= line.value_fen, (order.order_id, refund.refund_id)
        so_far[number] = after
        slices.update(_slices_of_line(line, before, after))
    for seller_id, fen in refund.shipping:
        slices[seller_id, _reserve(seller_id)] += fen
    return dict(slices)


def _given_back(order: SoldOrder) -> Iterator[Entry]:
    for number, (refund, slices) in enumerate(
        zip(order.refunds, refund_slices(order), strict=True)
    ):
        debits = [Posting(account, fen) for (_, account), fen in slices.items()]
        postings = summed([*debits, Posting(REFUNDS_CLEARING, -refund.fen)])
        name, debts = f"{ENTRY_REFUND}.{refund.refund_id}", _owed(order, number, slices)
        yield Entry(order.order_id, name, refund.at, postings, owed=debts)
        if refund.sent_at:
            cash = cash_back(order.method, from_bank=refund.from_bank)
            back = two_postings(REFUNDS_CLEARING, cash, refund.fen)
            yield Entry(order.order_id, f"{ENTRY_SENT}.{refund.refund_id}", refund.sent_at, back)


def _owed(order: SoldOrder, number: int, slices: Slices) -> tuple[OwedShare, ...]:
    """What must be covered since it was settled before this refund."""
    over = {
        part.seller_id for part in order.parts if part.settled_at and number >= _before(order, part)
    }
    sums: Counter[str] = Counter()
    for (seller_id, account), fen in slices.items():
        if seller_id in over and account != FEE:
            sums[account.rpartition(":")[0]] += fen
    return tuple(OwedShare(owner, fen) for owner, fen in sorted(sums.items()) if fen)


def _settled(order: SoldOrder) -> Iterator[Entry]:
    sale, refunds = _slices_of_sale(order), refund_slices(order)
    for part in order.parts:
        if part.settled_at is None:
            continue
        shares = tuple(_shares(order, part, sale, refunds[: _before(order, part)]))
        moves = [move for share in shares for move in _moves(share)]
        name = f"{ENTRY_SETTLED}.{part.seller_id}"
        yield Entry(order.order_id, name, part.settled_at, summed(moves), shares=shares)


def _shares(
    order: SoldOrder, part: SoldSubOrder, sale: Slices, refunds: Sequence[Slices]
) -> Iterator[Share]:
    """What the settlement of a part gives to its seller, and to the creators of its lines."""
    seller_id, reserve = part.seller_id, _reserve(part.seller_id)
    lines = [line for line in order.lines if line.seller_id == seller_id]
    sold_fen = sum(line.value_fen for line in lines) + part.shipping_fen
    refunded_fen = sum(
        fen for slices in refunds for (whose, _), fen in slices.items() if whose == seller_id
    )
    back_fen = sum(slices.get((seller_id, reserve), 0) for slices in refunds)
    yours_fen = sale[seller_id, reserve] - back_fen
    fee_fen = sold_fen - refunded_fen - yours_fen
    yield Share(owner_of(PRODUCER, seller_id), sold_fen, refunded_fen, fee_fen)
    for creator_id in sorted({whose for line in lines for whose, _ in line.commissions}):
        account = _commission(creator_id)
        back_fen = sum(slices.get((seller_id, account), 0) for slices in refunds)
        yield Share(owner_of(CREATOR, creator_id), sale[seller_id, account], back_fen)


def _moves(share: Share) -> Iterator[Posting]:
    yield Posting(waiting_account(share.owner), share.yours_fen)
    yield Posting(payable_account(share.owner), -share.yours_fen)


def _before(order: SoldOrder, part: SoldSubOrder) -> int:
    """How many refunds came before the settlement of a part."""
    if part.settled_refunds is not None:
        return part.settled_refunds
    assert part.settled_at
    return sum(refund.at <= part.settled_at for refund in order.refunds)


def _reserve(seller_id: str) -> str:
    return waiting_account(owner_of(PRODUCER, seller_id))


def _commission(creator_id: str) -> str:
    return waiting_account(owner_of(CREATOR, creator_id))
