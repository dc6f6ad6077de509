"""What must be true after every step, judged by what is stored."""

from collections import Counter
from typing import Any

from chalicelib.impact import compare
from chalicelib.ledger import Balance, JournalEntry
from chalicelib.orders import Order
from chalicelib.payments import Quarantine, compare_books
from chalicelib.payouts import Payout, Reversal
from chalicelib.stock import CapCount, Stock, StockShard
from tests.proof.deeds import GIFT_FEN, Market
from tests.proof.shelves import CAP, SHELF
from tests.proof.stored import Item, stored

OVER = ("expired", "cancelled")
NOT_FREE = "producer:"


def check_shop(market: Market) -> None:
    """Nothing is sold twice, and no payment or refund counts twice."""
    things = stored(Order)
    orders = [_as_ordered(thing) for thing in things if "placed_at" in thing]
    _check_stock(market, things, orders)
    _check_caps(orders)
    _check_payments(market, orders)
    _check_payouts(market)
    for order in orders:
        _check_refunds(market, order)


def check_books(market: Market) -> None:
    """When every stream has been heard: every fen in one place, and every sum what its parts add up to."""
    entries = stored(JournalEntry)
    for entry in entries:
        assert sum(posting["fen"] for posting in entry["postings"]) == 0, entry
    _check_cash(market, entries)
    _, faults = compare_books()
    assert not faults, [str(fault) for fault in faults]
    assert not compare()
    assert sum(balance["balance_fen"] for balance in stored(Balance)) == 0
    for balance in stored(Balance):
        assert balance["free_fen"] >= 0 or not balance["account"].startswith(NOT_FREE), balance


def _check_payouts(market: Market) -> None:
    """Nothing is taken back of a payout that was never sent, nor more of it than there was."""
    for payout in stored(Payout):
        assert 0 <= (payout.get("back_fen") or 0) <= payout["fen"], payout
    back = Counter[str]()
    for reversal_id, fen in market.provider.back.items():
        (payout_id,) = (name for name in market.provider.sent if reversal_id.endswith(f".{name}"))
        back[payout_id] += fen
    for payout_id, fen in back.items():
        assert fen <= market.provider.sent[payout_id], (payout_id, fen)


def _check_stock(market: Market, things: list[Item], orders: list[Item]) -> None:
    left, taken = Counter[str](), Counter[str]()
    for thing in [*stored(Stock), *stored(StockShard)]:
        sku_id = thing.get("sku_id") or thing["shard_id"].split("#")[0]
        assert thing["left"] >= 0, thing
        left[sku_id] += thing["left"] + (thing.get("kept") or 0)
    for thing in things:
        if thing["state"] == "free":
            left[thing["buyer_id"].split("-")[1]] += 1
    for order in orders:
        if order["state"] not in OVER:
            taken.update({line["sku_id"]: line["quantity"] for line in order["lines"]})
            taken.subtract(_dropped(order, on_shelf=True))
        elif order["state"] == "cancelled":
            taken.update(_dropped(order, on_shelf=False))
    for sku_id in SHELF:
        there = left[sku_id] + taken[sku_id]
        assert there == market.put_in[sku_id], (sku_id, left, taken, market.put_in)


def _as_ordered(order: Item) -> Item:
    """With the pieces that an order in cash lost again on the lines that they were taken from."""
    lines = [dict(line) for line in order["lines"]]
    for part in order["sub_orders"]:
        for piece in part.get("dropped") or () if part.get("cut_down") else ():
            lines[piece["line"]]["quantity"] += piece["quantity"]
    return {**order, "lines": lines}


def _dropped(order: Item, *, on_shelf: bool) -> Counter[str]:
    """What never leaves, and lies on the shelf again, or nowhere."""
    pieces = Counter[str]()
    for part in order["sub_orders"]:
        if bool(part.get("dropped_on_shelf")) == on_shelf:
            for piece in part.get("dropped") or ():
                pieces[order["lines"][piece["line"]]["sku_id"]] += piece["quantity"]
    return pieces


def _check_caps(orders: list[Item]) -> None:
    taken = Counter[str]()
    for order in orders:
        for line in order["lines"] if order["state"] not in OVER else ():
            if line.get("cap"):
                buyer_id = order.get("claimed_by") or order["buyer_id"]
                taken[f"{buyer_id}#{line['sku_id']}"] += line["quantity"]
        if order["state"] not in OVER:
            capped = {line["sku_id"] for line in order["lines"] if line.get("cap")}
            for sku_id, pieces in (
                _dropped(order, on_shelf=True) + _dropped(order, on_shelf=False)
            ).items():
                if sku_id in capped:
                    taken[f"{order.get('claimed_by') or order['buyer_id']}#{sku_id}"] -= pieces
    counted = {count["buyer_sku"]: count["units"] for count in stored(CapCount)}
    had = {key: count for key, count in taken.items() if count}
    assert {key: count for key, count in counted.items() if count} == had
    assert max(taken.values(), default=0) <= CAP


def _check_payments(market: Market, orders: list[Item]) -> None:
    kept_out = {
        quarantine["payment_id"]
        for quarantine in stored(Quarantine)
        if quarantine.get("verdict") != "taken"
    }
    accepted = {order["payment_id"]: order for order in orders if order.get("payment_id")}
    assert len(accepted) == sum("payment_id" in order for order in orders)
    for payment_id, order in accepted.items():
        order_id, money = market.received[payment_id]
        assert order_id == _id_of(order)
        assert (money.fen, money.currency) == (order["total_fen"], order["currency"])
        assert order.get("paid_at")
        assert order["state"] not in ("held", "expired"), order
    homes = Counter([*accepted, *kept_out])
    assert homes == Counter(dict.fromkeys(market.received, 1)), "every payment is in one place"


def _check_refunds(market: Market, order: Item) -> None:
    refunds = order.get("refunds") or []
    refunded = sum(refund["fen"] for refund in refunds)
    assert refunded == (order.get("refunded_fen") or 0) <= order["total_fen"]
    assert order.get("paid_at") or not refunds
    by_line, by_seller = Counter[int](), Counter[str]()
    for refund in refunds:
        by_line.update({part["line"]: part["fen"] for part in refund["lines"]})
        by_seller.update({part["seller_id"]: part["fen"] for part in refund["shipping"]})
        asked = market.asked_back.get(_id_of(order), {}).get(refund["refund_id"], refund["fen"])
        assert refund["fen"] == asked
    for number, line in enumerate(order["lines"]):
        assert by_line[number] == (line.get("refunded_fen") or 0) <= line["value_fen"], order
    for part in order["sub_orders"]:
        assert by_seller[part["seller_id"]] <= part["shipping_fen"]
    names = Counter(refund["refund_id"] for refund in refunds)
    assert max(names.values(), default=1) == 1, names
    if order["state"] == "cancelled" and order.get("paid_at"):
        assert refunded == order["total_fen"]


def _check_cash(market: Market, entries: list[Item]) -> None:
    """What came in and has not gone back is in cash; what is owed back and on its way is in clearing."""
    orders = [order for order in stored(Order) if order.get("paid_at")]
    refunds = [refund for order in orders for refund in order.get("refunds") or ()]
    kept_out = [
        quarantine for quarantine in stored(Quarantine) if quarantine["verdict"] == "kept-out"
    ]
    came = sum(money.fen for _, money in market.received.values())
    back = sum(refund["fen"] for refund in [*refunds] if refund.get("sent_at"))
    back += sum(quarantine["fen"] for quarantine in kept_out if quarantine.get("sent_back_at"))
    sums: Counter[str] = Counter()
    for entry in entries:
        for posting in entry["postings"]:
            sums[posting["account"]] += posting["fen"]
    paid_out = sums["cash:bank"] - GIFT_FEN  # payouts leave from the bank, or by the provider
    assert sums["cash:stripe"] == -market.provider.gone_fen
    assert sums["reversals_clearing"] == sum(reversal["fen"] for reversal in stored(Reversal))
    assert sums["cash:sandbox"] == came - back
    assert sums["refunds_clearing"] == -sum(
        refund["fen"] for refund in refunds if not refund.get("sent_at")
    )
    assert sums["suspense"] == -sum(
        quarantine["fen"] for quarantine in kept_out if not quarantine.get("sent_back_at")
    )
    assert sums["rounding"] == 0
    assert paid_out <= 0


def _id_of(order: dict[str, Any]) -> str:
    taking = f"-{order['claim']}" if order.get("claim") else ""
    return f"{order['buyer_id']}.{order['order_key']}{taking}"
