"""What may have become of the stock between the end of a hold and the money for it."""

from datetime import timedelta

from chalicelib import clock, payments
from chalicelib.orders import Order, cancel_order, expire_order
from chalicelib.stock import Stock, StockShard, join_line, make_drop, open_shards, serve_lines
from tests.goods import buy, pears, stocked
from tests.people import MEI

COUNTER, SHARDS, SCATTERED, DROP, KEPT = "counter", "shards", "scattered", "drop", "kept"
SHELVES = (COUNTER, SHARDS, SCATTERED, DROP, KEPT)
LONG_AFTER = timedelta(days=4)


def over(method: str, shelf: str) -> Order:
    """Mei's order, whose hold is over and whose payment is still open: goods with a limit for each buyer, which lie on
    this kind of shelf since."""
    one_piece = shelf == KEPT
    stocked("pear", left={SHARDS: 42, KEPT: 1}.get(shelf, 5), cap=3)
    order = buy(pears(1 if one_piece else 2), method=method)
    payments.begin(order)
    if shelf in (SHARDS, SCATTERED):
        open_shards("pear", shards=4)
    if shelf == DROP:
        _make_drop()
    expire_order(order.order_id, now=order.placed_at + LONG_AFTER)
    if shelf == KEPT:
        _keep_for_mei()
    return order


def in_all() -> int:
    """Every pear that is on some shelf, or kept for somebody in line."""
    stock = Stock.find("pear")
    in_shards = sum(int(shard.left) for shard in StockShard.scan())
    return int(stock.left) + int(stock.kept or 0) + in_shards


def _make_drop() -> None:
    Stock("pear").update(actions=[Stock.on_sale.set(False)])
    make_drop("pear", 2, producer_id="wu")
    Stock("pear").update(actions=[Stock.on_sale.set(True)])


def _keep_for_mei() -> None:
    """Somebody had the last piece, and gave it back when Mei was the first in line."""
    other = buy(pears(1), buyer_id="gli", form_key="form-2")
    join_line("pear", MEI)
    cancel_order(other.order_id, buyer_id="gli")
    serve_lines(clock.now())
