"""Kinds of stock: the counter, shards for a rush, and the most that one buyer may have."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.catalogue import remove
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import (
    Order,
    WantedLine,
    cancel_order,
    expire_order,
    look_into_basket,
    mark_paid,
    put_in_basket,
)
from chalicelib.stock import (
    Stock,
    StockShard,
    close_shards,
    forget_levels,
    home_shard,
    limit_buyers,
    offers,
    open_shards,
    restock,
)
from chalicelib.stock.rush import bring_back
from tests.costs import assert_cost, assert_warm_cost
from tests.elsewhere import elsewhere
from tests.goods import buy, left, on_show, pears, stocked
from tests.people import seller


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    yield
    forget_levels("pear")


def in_all(sku_id: str) -> int:
    """What lies in the counter and in all shards."""
    shards = [shard for shard in StockShard.scan() if shard.shard_id.startswith(f"{sku_id}#")]
    return left(sku_id) + sum(int(shard.left) for shard in shards)


def test_a_busy_sku_is_dealt_out_to_shards_evenly() -> None:
    stocked("pear", left=35)

    open_shards("pear", shards=4)

    assert [
        int(shard.left) for shard in sorted(StockShard.scan(), key=lambda shard: shard.shard_id)
    ] == [
        9,
        9,
        9,
        8,
    ]
    assert (left("pear"), offers(["pear"])["pear"].left) == (0, 35)


def test_an_order_takes_from_its_own_shard_and_touches_no_other_item_of_the_stock() -> None:
    seller("wu", 800)
    stocked("pear", left=40)
    open_shards("pear", shards=4)
    buy(pears(1), form_key="form-0")

    with assert_cost(writes=2 * (1 + 1), reads=1 + 4):  # the offer, the seller, each shard
        buy(pears(1), form_key="form-1")
    with assert_warm_cost(writes=2 * (1 + 1), reads=0):
        buy(pears(1), form_key="form-2")

    own = StockShard.find(f"pear#{home_shard('form-1', 4)}")
    assert int(own.left) < 10
    assert in_all("pear") == 37


def test_shards_sell_exactly_what_they_hold() -> None:
    stocked("pear", left=9)
    open_shards("pear", shards=4)

    for i in range(9):
        buy(pears(1), form_key=f"form-{i}")
    with pytest.raises(Refused, match="sold-out"):
        buy(pears(1), form_key="form-9")

    assert in_all("pear") == 0


def test_an_order_that_no_shard_can_serve_alone_gets_what_lies_scattered() -> None:
    stocked("pear", left=8)
    open_shards("pear", shards=4)

    buy(pears(7))
    with pytest.raises(Refused, match="only-left"):
        buy(pears(2), form_key="form-2")

    assert in_all("pear") == 1


def test_what_a_process_remembers_of_the_shards_may_be_wrong() -> None:
    stocked("pear", left=4)
    open_shards("pear", shards=2)
    assert offers(["pear"])["pear"].left == 4
    for shard in StockShard.scan():  # sold by another process
        shard.update(actions=[StockShard.left.set(0)])

    with pytest.raises(Refused, match="sold-out"):
        buy(pears(1))


def test_goods_of_a_cancelled_order_are_sold_again_after_the_shards() -> None:
    stocked("pear", left=2)
    open_shards("pear", shards=2)
    first = buy(pears(1), form_key="form-1")
    buy(pears(1), form_key="form-2")

    cancel_order(first.order_id, buyer_id=first.buyer_id)
    buy(pears(1), form_key="form-3")

    assert in_all("pear") == 0


def test_money_for_an_expired_order_takes_goods_from_the_shards_again() -> None:
    stocked("pear", left=4)
    open_shards("pear", shards=2)
    order = buy(pears(1), method="sandbox")
    expire_order(order.order_id, now=clock.now() + timedelta(hours=1))
    assert in_all("pear") == 4

    mark_paid(order.order_id, payment_id="p1", fen=500)

    assert in_all("pear") == 3


def test_shards_go_back_to_the_counter_and_both_ways_may_be_repeated() -> None:
    stocked("pear", left=10)
    open_shards("pear", shards=3)
    open_shards("pear", shards=5)
    buy(pears(2))

    close_shards("pear")
    close_shards("pear")

    assert left("pear") == 8
    assert Stock.find("pear").kind is None
    assert list(StockShard.scan()) == []
    buy(pears(1), form_key="form-2")


def test_shards_that_a_crash_left_half_closed_go_on_selling_and_close_later() -> None:
    stocked("pear", left=10)
    open_shards("pear", shards=5)
    StockShard("pear#0").delete()
    Stock("pear").update(actions=[Stock.left.add(2)])
    forget_levels("pear")

    for i in range(9):
        buy(pears(1), form_key=f"form-{i}")
    close_shards("pear")

    assert left("pear") == 1


def test_a_shard_that_sold_after_it_was_read_stays_until_it_is_read_again() -> None:
    stocked("pear", left=8)
    open_shards("pear", shards=2)
    StockShard("pear#0").update(actions=[StockShard.left.add(-1)])

    bring_back("pear", 0, 4)

    assert in_all("pear") == 7
    assert left("pear") == 0


def test_a_sku_is_dealt_out_and_brought_back_while_it_sells() -> None:
    stocked("pear", left=60)

    def sell(i: int) -> int:
        try:
            buy(pears(1), form_key=f"form-{i}")
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(6) as pool:
        sold = [pool.submit(sell, i) for i in range(30)]
        moved = [pool.submit(open_shards, "pear", shards=3), pool.submit(close_shards, "pear")]
        moved += [pool.submit(open_shards, "pear", shards=2)]
        for order in moved:
            _ignoring_busy(order.result)

    assert sum(future.result() for future in sold) == 60 - in_all("pear")


def test_only_its_seller_or_the_platform_opens_shards_and_only_while_it_sells() -> None:
    stocked("pear", left=10)
    stocked("hidden", left=10, on_sale=False)

    with pytest.raises(NotFound):
        open_shards("pear", producer_id="li")
    with pytest.raises(Refused, match="stock-not-on-sale"):
        open_shards("hidden")

    assert left("pear") == 10


def test_a_removed_listing_sells_no_more_from_its_shards() -> None:
    listing = on_show(quantity=8)
    open_shards(listing.sku_id, shards=4)

    remove(listing.listing_id, "Fake silver", "reviewer")

    assert not any(shard.on_sale for shard in StockShard.scan())
    with pytest.raises(Refused):
        buy(WantedLine(listing.sku_id, 1, 16_800))


def test_a_seller_restocks_a_busy_sku_at_one_shard_and_a_form_counts_once() -> None:
    stocked("pear", left=9)
    open_shards("pear", shards=3)

    for _ in range(2):
        restock("pear", 5, producer_id="wu", form_key="a")
    restock("pear", -4, producer_id="wu", form_key="b")
    restock("pear", 5, producer_id="wu", form_key="a")

    assert in_all("pear") == 10


@pytest.mark.parametrize(("delta", "why"), [(-5, "stock-is-spread"), (100_000, "stock-too-high")])
def test_a_shard_has_the_bounds_of_the_counter(delta: int, why: str) -> None:
    stocked("pear", left=9)
    open_shards("pear", shards=3)

    with pytest.raises(Refused, match=why):
        restock("pear", delta, producer_id="wu", form_key="a")
    with pytest.raises(Refused):
        restock("pear", 1, producer_id="li", form_key="b")

    assert in_all("pear") == 9


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("buy"), st.integers(1, 4)),
            st.tuples(st.sampled_from(["open", "close", "cancel", "add"]), st.integers(2, 4)),
        ),
        max_size=12,
    )
)
def test_whatever_moves_between_counter_and_shards_no_unit_is_lost(
    steps: list[tuple[str, int]],
) -> None:
    sku_id = str(uuid.uuid4())
    stocked(sku_id, left=10)
    put_in = 10
    sold: list[Order] = []

    for step, number in steps:
        if step == "open":
            open_shards(sku_id, shards=number)
        elif step == "close":
            close_shards(sku_id)
        elif step == "add":
            restock(sku_id, number, producer_id="wu", form_key=str(uuid.uuid4()))
            put_in += number
        elif step == "cancel" and sold:
            gone = sold.pop()
            cancel_order(gone.order_id, buyer_id=gone.buyer_id)
        elif step == "buy":
            _ignoring_refusal(sold, sku_id, number)
        assert in_all(sku_id) == put_in - sum(int(order.lines[0].quantity) for order in sold) >= 0


def test_nobody_has_more_than_the_cap_over_all_their_orders() -> None:
    stocked("pear", cap=3)

    buy(pears(2), form_key="form-1")
    with pytest.raises(Refused, match="at-most-each"):
        buy(pears(2), form_key="form-2")
    buy(pears(1), form_key="form-3")
    buy(pears(3), form_key="form-4", buyer_id="gli")

    assert left("pear") == 4


def test_what_is_given_back_no_longer_counts() -> None:
    stocked("pear", cap=2)
    cancelled = buy(pears(2), form_key="form-1")
    cancel_order(cancelled.order_id, buyer_id=cancelled.buyer_id)
    expired = buy(pears(2), form_key="form-2", method="sandbox")
    expire_order(expired.order_id, now=clock.now() + timedelta(hours=1))

    buy(pears(2), form_key="form-3")

    with pytest.raises(Refused, match="at-most-each"):
        buy(pears(1), form_key="form-4")
    assert left("pear") == 8


def test_eight_forms_at_once_are_no_way_around_the_cap() -> None:
    stocked("pear", cap=2)

    def try_it(i: int) -> int:
        try:
            buy(pears(1), form_key=f"form-{i}")
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        sold = sum(pool.map(try_it, range(8)))

    assert (sold, left("pear")) == (2, 8)


def test_a_double_submit_of_the_last_one_allowed_is_one_order() -> None:
    stocked("pear", cap=1)

    assert buy(pears(1)).order_id == buy(pears(1)).order_id
    assert left("pear") == 9


def test_a_seller_sets_and_lifts_the_cap_and_only_sku_with_one_pay_for_it() -> None:
    seller("wu")
    stocked("pear")

    limit_buyers("pear", 5, producer_id="wu")
    with assert_cost(writes=2 * (1 + 1) + 2, reads=1):
        buy(pears(1), form_key="form-1")
    with assert_warm_cost(writes=2 * (1 + 1) + 2, reads=0.5):
        buy(pears(1), form_key="form-3")
    limit_buyers("pear", 0, producer_id="wu")
    with assert_cost(writes=2 * (1 + 1), reads=1):
        buy(pears(1), form_key="form-2")
    with pytest.raises(NotFound):
        limit_buyers("pear", 5, producer_id="li")


def _ignoring_busy(work: object) -> None:
    try:
        work()  # type: ignore[operator]
    except Refused as refused:
        assert refused.message_id == "busy"  # noqa: PT017


def _ignoring_refusal(sold: list[Order], sku_id: str, quantity: int) -> None:
    try:
        sold.append(buy(WantedLine(sku_id, quantity, 500), form_key=str(uuid.uuid4())))
    except Refused as refused:
        assert refused.message_id in {"sold-out", "only-left"}, refused.message_id  # noqa: PT017


def test_a_cap_that_was_set_elsewhere_holds_for_the_next_order() -> None:
    stocked("pear")
    _look(2)
    with elsewhere():
        limit_buyers("pear", 1, producer_id="wu")

    with pytest.raises(Refused, match="at-most-each"):
        buy(pears(2))

    assert left("pear") == 10


def test_goods_that_went_to_shards_elsewhere_are_found_there() -> None:
    stocked("pear")
    _look(1)
    with elsewhere():
        open_shards("pear", shards=2)

    buy(pears(1))

    assert in_all("pear") == 9


def test_goods_that_came_back_from_shards_elsewhere_are_found_at_the_counter() -> None:
    stocked("pear")
    open_shards("pear", shards=2)
    _look(1)
    with elsewhere():
        close_shards("pear")

    buy(pears(1))

    assert in_all("pear") == 9


def test_goods_that_sold_out_elsewhere_are_refused_though_a_page_still_shows_them() -> None:
    stocked("pear", left=1)
    _look(1)
    with elsewhere():
        buy(pears(1), buyer_id="gwang")
    assert look_into_basket("gmei").is_in_order

    with pytest.raises(Refused, match="sold-out"):
        buy(pears(1))

    assert not look_into_basket("gmei").is_in_order
    assert left("pear") == 0


def test_late_money_is_judged_by_the_stock_of_now() -> None:
    stocked("pear")
    late = buy(pears(1), method="sandbox")
    expire_order(late.order_id, now=late.expires_at)
    _look(1)
    with elsewhere():
        limit_buyers("pear", 5, producer_id="wu")

    assert mark_paid(late.order_id, payment_id="late", fen=500).state == "confirmed"


def _look(quantity: int) -> None:
    """A page shows the goods, and this process remembers them."""
    put_in_basket("gmei", pears(quantity))
    look_into_basket("gmei")
