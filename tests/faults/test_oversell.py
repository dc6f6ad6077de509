"""Nothing is sold twice, however many come at once."""

import http.client
import random
import re
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.errors import Refused
from chalicelib.orders import Basket, BasketLine, Order, WantedLine, expire_order, mark_paid
from chalicelib.stock import Stock, forget_levels, forget_slots, make_drop, open_shards
from chalicelib.web.page.asking import guest_id
from tests.goods import buy, left, pears, stocked
from tests.guests import new_address
from tests.served import served

THREADS = 24
FORM = "application/x-www-form-urlencoded"


def test_a_thousand_buyers_and_a_hundred_umbrellas(app: Any) -> None:
    """Through HTTP, as guests without accounts, each with one umbrella in the basket."""
    stocked("umbrella", left=100, price_fen=16_800)
    fill_baskets(1000)

    with served(app) as base_url:
        word = csrf_word(base_url)
        with ThreadPoolExecutor(THREADS) as pool:
            answers = Counter(pool.map(lambda i: check_out(base_url, word, i), range(1000)))

    orders = list(Order.scan())
    assert answers == {303: 100, 409: 900}
    assert len(orders) == 100
    assert {order.state for order in orders} == {"confirmed"}
    assert left("umbrella") == 0


def test_mixed_orders_sell_exactly_what_there_is() -> None:
    """24 threads, 400 orders of one to three pieces, cash and sandbox, on 200 units; some pay, some cancel, some
    let their hold run out. What is left and what is sold add up to what there was."""
    stocked("pear", left=120)
    stocked("tea", left=80)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(_one_of_many, range(400)))

    sold: Counter[str] = Counter()
    for order in Order.scan():
        assert order.state in {"confirmed", "cancelled", "expired"}
        if order.state == "confirmed":
            sold.update({line.sku_id: int(line.quantity) for line in order.lines})
    assert sold["pear"] + left("pear") == 120
    assert sold["tea"] + left("tea") == 80
    assert min(left("pear"), left("tea")) >= 0


@pytest.mark.parametrize("pieces", [1, 3])
def test_four_hundred_orders_for_two_hundred_units_sell_all_of_them(pieces: int) -> None:
    stocked("pear", left=200 * pieces)

    with ThreadPoolExecutor(THREADS) as pool:
        taken = list(pool.map(lambda i: _tries(i, pieces), range(400)))

    assert taken.count(True) == 200
    assert left("pear") == 0


def test_three_kinds_of_stock_sell_exactly_what_there_is() -> None:
    """24 threads, 400 orders on 100 pears at the counter, 60 packets of tea in shards and 40 lamps in a drop; some
    pay, some cancel, some let their hold run out. Then people come until nothing is left: 200 are sold."""
    stocked("pear", left=100)
    stocked("tea", left=60)
    open_shards("tea", shards=4)
    stocked("lamp", left=40, on_sale=False)
    make_drop("lamp", 40, producer_id="wu")
    Stock("lamp").update(actions=[Stock.on_sale.set(True)])
    forget_levels("tea")
    forget_slots("lamp")

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(_one_of_three_kinds, range(400)))
    late = 400
    for sku_id in ("pear", "tea", "lamp"):
        while _has_taken(late := late + 1, sku_id, "cod"):
            pass

    sold = Counter(
        order.lines[0].sku_id for order in _orders() if order.state not in {"cancelled", "expired"}
    )
    assert sold == {"pear": 100, "tea": 60, "lamp": 40}


def _orders() -> list[Order]:
    """All of them, also those that are a piece of a drop."""
    return list(Order.scan(Order.placed_at.exists(), consistent_read=True))


def _one_of_three_kinds(number: int) -> None:
    dice = random.Random(number)  # noqa: S311 - the same mixture every time
    order = _has_taken(number, ("pear", "pear", "tea", "lamp")[number % 4], "sandbox")
    if order is None:
        return
    what = dice.random()
    if what < 0.6:
        mark_paid(order.order_id, payment_id=f"p{number}", fen=int(order.total_fen))
    elif what < 0.8:
        expire_order(order.order_id, now=order.expires_at)
    else:
        payments.call_off(order.order_id, buyer_id=f"g{number}")


def _has_taken(number: int, sku_id: str, method: str) -> Order | None:
    try:
        return buy(
            WantedLine(sku_id, 1, 500), form_key="form-1", buyer_id=f"g{number}", method=method
        )
    except Refused:
        return None


def _tries(number: int, pieces: int) -> bool:
    try:
        buy(pears(pieces), form_key=f"form-{number}", buyer_id=f"g{number}")
    except Refused:
        return False
    return True


def _one_of_many(number: int) -> None:
    dice = random.Random(number)  # noqa: S311 - the same mixture every time
    buyer_id, method = f"g{number}", dice.choice(["cod", "sandbox"])
    wanted = [WantedLine("pear", dice.randint(1, 3), 500)]
    if dice.random() < 0.5:
        wanted.append(WantedLine("tea", dice.randint(1, 2), 500))
    try:
        order = buy(*wanted, form_key="form-1", buyer_id=buyer_id, method=method)
        if method == "sandbox" and dice.random() < 0.6:
            mark_paid(order.order_id, payment_id="p1", fen=int(order.total_fen))
        elif method == "sandbox":
            expire_order(order.order_id, now=order.expires_at)
        elif dice.random() < 0.4:
            payments.call_off(order.order_id, buyer_id=buyer_id)
    except Refused:
        return


def fill_baskets(buyers: int) -> None:
    """Each guest has put one umbrella into a basket."""
    with Basket.batch_write() as batch:
        for number in range(buyers):
            line = BasketLine(sku_id="umbrella", quantity=1, price_fen=16_800, added_at=clock.now())
            batch.save(Basket(guest_id(f"g{number}"), version=1, lines=[line]))


def csrf_word(base_url: str) -> str:
    """The word that the first page of every visitor carries."""
    with urllib.request.urlopen(f"{base_url}/sign-in") as answer:  # noqa: S310 - our own loopback
        found = re.search(r'name="csrf" value="(\w+)"', answer.read().decode())
    assert found
    return found[1]


def check_out(base_url: str, word: str, number: int) -> int:
    """One guest sends the checkout; the status of the answer."""
    to = new_address()
    order = {"form_key": "form-1", "version": 1, "total_fen": 16_800, "method": "cod"}
    where = urllib.parse.urlsplit(base_url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=120)
    connection.request(
        "POST",
        "/orders",
        urllib.parse.urlencode({**to, **order, "csrf": word}),
        {"Origin": base_url, "Cookie": f"device=g{number}", "Content-Type": FORM},
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status
