"""The guards of stock and money, each as the text that a mutant of the code does not have.

Where two guards stand before one promise and each of them would do, the mutant has lost both.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """A text of a module that a mutant does not have."""

    module: str
    text: str
    instead: str = ""


MUTANTS: dict[str, tuple[Loss, ...]] = {
    "stock: so many are left": (Loss("stock.take", "& (Stock.left >= quantity) "),),
    "stock: so many are left in the shard": (
        Loss("stock.shards", " & (StockShard.left >= quantity)"),
    ),
    "stock: a slot is free or its hold is over": (
        Loss("stock.drop", "(Slot.state == HELD) & (Slot.expires_at <= now)", "(Slot.taking >= 1)"),
        Loss("stock.slots", "self.expires_at <= now", "self.expires_at"),
    ),
    "stock: a seller takes out no more than there is": (
        Loss(
            "stock.restock",
            "bound = Stock.left >= -delta if delta < 0",
            "bound = Stock.sku_id.exists() if delta < 0",
        ),
    ),
    "stock: the same restock form counts once": (
        Loss(
            "stock.restock",
            "when=Restock.form_key.does_not_exist()",
            "when=Restock.form_key.exists() | Restock.form_key.does_not_exist()",
        ),
    ),
    "stock: a buyer has no more than the cap": (
        Loss("stock.caps", "(CapCount.units <= cap - had - quantity)", "(CapCount.units >= 0)"),
    ),
    "order: it is put only if it is new": (
        Loss(
            "orders.checkout.place",
            "new = Order.order_key.does_not_exist()",
            "new = Order.order_key.exists() | Order.order_key.does_not_exist()",
        ),
    ),
    "order: it is as it was read": (
        Loss(
            "orders.steps",
            "return Order.version == int(order.version)",
            "return Order.order_key.exists()",
        ),
    ),
    "expire: the order is still held": (
        Loss(
            "orders.cancel",
            "(Order.state == HELD) & (Order.expires_at <= now)",
            "(Order.expires_at <= now)",
        ),
    ),
    "expire: its time is over": (
        Loss(
            "orders.cancel",
            "(Order.state == HELD) & (Order.expires_at <= now)",
            "(Order.state == HELD)",
        ),
    ),
    "pay: the amount is the total": (
        Loss("orders.pay", "(Order.total_fen == fen)", "(Order.total_fen >= 0)"),
    ),
    "pay: the currency is that of the order": (
        Loss("orders.pay", "& (Order.currency == currency)"),
    ),
    "pay: one payment, of a held order": (
        Loss("orders.pay", "(Order.state == HELD) & fits", "fits"),
        Loss("orders.pay", "& Order.payment_id.does_not_exist()"),
    ),
    "pay: the order is held, not over": (
        Loss("orders.pay", "(Order.state == HELD) & fits", "fits"),
    ),
    "pay: not what the order has refused": (
        Loss("orders.pay", "& ~Order.quarantined.contains(payment_id)\n    )", ")"),
    ),
    "pay: the slot still belongs to the taking": (Loss("orders.pay", " & same_taking(order)"),),
    "pay: a slot that somebody else has taken is another order": (
        Loss(
            "orders.find",
            "if order is None or not order.taking or str(int(order.taking)) != taking:",
            "if order is None:",
        ),
    ),
    "revive: the order has expired": (
        Loss("orders.pay", "(Order.state == EXPIRED) & fits", "fits"),
        Loss("orders.pay", "& Order.payment_id.does_not_exist()"),
    ),
    "quarantine: not what the order has taken": (
        Loss(
            "orders.pay",
            "(Order.payment_id.does_not_exist() | (Order.payment_id != payment_id))\n        & ",
        ),
    ),
    "refund: no more than a line and the whole cost": (
        Loss("orders.refunds", "(path <= most_fen - fen)", "(path >= 0)"),
    ),
    "refund: no more than a line cost": (
        Loss(
            "orders.refunds",
            "yield _has_room(path, most, fen)",
            "yield _has_room(path, most, min(fen, 1))",
        ),
    ),
    "refund: its id is new": (Loss("orders.refunds", "& ~Order.refund_ids.contains(refund_id)"),),
    "refund: the order was paid": (
        Loss("orders.refunds", "when=Order.paid_at.exists()", "when=Order.order_key.exists()"),
    ),
    "ledger: an entry counts once": (Loss("ledger.balances", " if bit.position > position"),),
    "ledger: a refund is covered once": (
        Loss(
            "payouts.cover",
            "when=JournalEntry.entry.does_not_exist()",
            "when=JournalEntry.entry.exists() | JournalEntry.entry.does_not_exist()",
        ),
    ),
    "payout: its money is free, in weeks as they were read": (
        Loss(
            "payouts.runs",
            "when=Balance.free_fen >= int(payout.fen)",
            "when=Balance.account.exists()",
        ),
        Loss("payouts.runs", "when=as_read & EarningsWeek", "when=EarningsWeek"),
    ),
    "payout: a week is paid out once": (
        Loss(
            "payouts.runs",
            "tx.put(payout, when=Payout.payout_id.does_not_exist()",
            "tx.put(payout, when=Payout.payout_id.exists() | Payout.payout_id.does_not_exist()",
        ),
        Loss("payouts.runs", "as_read & EarningsWeek.payout_id.does_not_exist()", "as_read"),
        Loss(
            "payouts.runs",
            "when=Balance.free_fen >= int(payout.fen)",
            "when=Balance.account.exists()",
        ),
    ),
    "payout: only what is pending ends": (
        Loss("payouts.end", "(Payout.state == payout.state) & same_file", "same_file"),
    ),
    "reversal: no more of a payout than is left of it": (
        Loss(
            "payouts.models",
            "return int(self.fen) - int(self.back_fen or 0)",
            "return int(self.fen)",
        ),
        Loss(
            "payouts.reversals",
            "(Payout.back_fen <= int(payout.fen) - part_fen)",
            "(Payout.back_fen >= 0)",
        ),
    ),
    "reversal: only of a payout that was sent": (
        Loss("payouts.reversals", "if payout.state == POSTED and payout.way", "if payout.way"),
        Loss("payouts.reversals", "when=(Payout.state == POSTED) & room", "when=room"),
    ),
    "reversal: what came back is booked once": (
        Loss(
            "payouts.reversals",
            "when=JournalEntry.entry.does_not_exist()",
            "when=JournalEntry.entry.exists() | JournalEntry.entry.does_not_exist()",
        ),
        Loss("payouts.reversals", "when=is_open", "when=None"),
    ),
}
