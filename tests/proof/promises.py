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
    orders = [one for one in things if "placed_at" in one]
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
        assert sum(one["fen"] for one in entry["postings"]) == 0, entry
    _check_cash(market, entries)
    _, faults = compare_books()
    assert not faults, [str(one) for one in faults]
    assert not compare()
    assert sum(one["balance_fen"] for one in stored(Balance)) == 0
    for one in stored(Balance):
        assert one["free_fen"] >= 0 or not one["account"].startswith(NOT_FREE), one


def _check_payouts(market: Market) -> None:
    """Nothing is taken back of a payout that was never sent, nor more of it than there was."""
    for one in stored(Payout):
        assert 0 <= (one.get("back_fen") or 0) <= one["fen"], one
    back = Counter[str]()
    for reversal_id, fen in market.provider.back.items():
        (payout_id,) = (one for one in market.provider.sent if reversal_id.endswith(f".{one}"))
        back[payout_id] += fen
    for payout_id, fen in back.items():
        assert fen <= market.provider.sent[payout_id], (payout_id, fen)


def _check_stock(market: Market, things: list[Item], orders: list[Item]) -> None:
    left, taken = Counter[str](), Counter[str]()
    for one in [*stored(Stock), *stored(StockShard)]:
        sku_id = one.get("sku_id") or one["shard_id"].split("#")[0]
        assert one["left"] >= 0, one
        left[sku_id] += one["left"] + (one.get("kept") or 0)
    for one in things:
        if one["state"] == "free":
            left[one["buyer_id"].split("-")[1]] += 1
    for order in orders:
        if order["state"] not in OVER:
            taken.update({line["sku_id"]: line["quantity"] for line in order["lines"]})
    for sku_id in SHELF:
        there = left[sku_id] + taken[sku_id]
        assert there == market.put_in[sku_id], (sku_id, left, taken, market.put_in)


def _check_caps(orders: list[Item]) -> None:
    taken = Counter[str]()
    for order in orders:
        for line in order["lines"] if order["state"] not in OVER else ():
            if line.get("cap"):
                buyer_id = order.get("claimed_by") or order["buyer_id"]
                taken[f"{buyer_id}#{line['sku_id']}"] += line["quantity"]
    counted = {one["buyer_sku"]: one["units"] for one in stored(CapCount)}
    assert {key: count for key, count in counted.items() if count} == dict(taken)
    assert max(taken.values(), default=0) <= CAP


def _check_payments(market: Market, orders: list[Item]) -> None:
    kept_out = {one["payment_id"] for one in stored(Quarantine) if one.get("verdict") != "taken"}
    accepted = {one["payment_id"]: one for one in orders if one.get("payment_id")}
    assert len(accepted) == sum("payment_id" in one for one in orders)
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
    refunded = sum(one["fen"] for one in refunds)
    assert refunded == (order.get("refunded_fen") or 0) <= order["total_fen"]
    assert order.get("paid_at") or not refunds
    by_line, by_seller = Counter[int](), Counter[str]()
    for one in refunds:
        by_line.update({part["line"]: part["fen"] for part in one["lines"]})
        by_seller.update({part["seller_id"]: part["fen"] for part in one["shipping"]})
        asked = market.asked_back.get(_id_of(order), {}).get(one["refund_id"], one["fen"])
        assert one["fen"] == asked
    for number, line in enumerate(order["lines"]):
        assert by_line[number] == (line.get("refunded_fen") or 0) <= line["value_fen"], order
    for part in order["sub_orders"]:
        assert by_seller[part["seller_id"]] <= part["shipping_fen"]
    names = Counter(one["refund_id"] for one in refunds)
    assert max(names.values(), default=1) == 1, names
    if order["state"] == "cancelled" and order.get("paid_at"):
        assert refunded == order["total_fen"]


def _check_cash(market: Market, entries: list[Item]) -> None:
    """What came in and has not gone back is in cash; what is owed back and on its way is in clearing."""
    orders = [one for one in stored(Order) if one.get("paid_at")]
    refunds = [refund for one in orders for refund in one.get("refunds") or ()]
    kept_out = [one for one in stored(Quarantine) if one["verdict"] == "kept-out"]
    came = sum(money.fen for _, money in market.received.values())
    back = sum(one["fen"] for one in [*refunds] if one.get("sent_at"))
    back += sum(one["fen"] for one in kept_out if one.get("sent_back_at"))
    sums: Counter[str] = Counter()
    for entry in entries:
        for one in entry["postings"]:
            sums[one["account"]] += one["fen"]
    paid_out = sums["cash:bank"] - GIFT_FEN  # payouts leave from the bank, or by the provider
    assert sums["cash:stripe"] == -market.provider.gone_fen
    assert sums["reversals_clearing"] == sum(one["fen"] for one in stored(Reversal))
    assert sums["cash:sandbox"] == came - back
    assert sums["refunds_clearing"] == -sum(one["fen"] for one in refunds if not one.get("sent_at"))
    assert sums["suspense"] == -sum(one["fen"] for one in kept_out if not one.get("sent_back_at"))
    assert sums["rounding"] == 0
    assert paid_out <= 0


def _id_of(order: dict[str, Any]) -> str:
    taking = f"-{order['claim']}" if order.get("claim") else ""
    return f"{order['buyer_id']}.{order['order_key']}{taking}"
