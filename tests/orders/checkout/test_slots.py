"""Live drops: each piece is a slot that becomes an order, and then it is an order like any other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.catalogue import publish, recommend, remove
from chalicelib.errors import NotFound, Refused
from chalicelib.jobs.streams import order_in
from chalicelib.orders import (
    Order,
    TypedAddress,
    WantedLine,
    Wish,
    any_order,
    cancel_order,
    check_out,
    confirm_delivery,
    expire_order,
    get_order,
    inbox_of,
    look_into_basket,
    mark_paid,
    order_behind,
    orders_of,
    pack,
    project_order,
    put_in_basket,
)
from chalicelib.orders.steps import key_of, same_taking, unmoved
from chalicelib.payments import Quarantine, ReceivedPayment, take
from chalicelib.stock import (
    Slot,
    Stock,
    end_drop,
    forget_slots,
    limit_buyers,
    make_drop,
    offers,
    restock,
)
from chalicelib.store import change
from tests.costs import assert_cost, assert_warm_cost
from tests.goods import buy, cup, drop, left, offered, pears, shipped, stocked
from tests.people import HOME, LEISHAN, MEI, seller

SOON = timedelta(minutes=31)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    yield
    forget_slots("cup")


def lapsed(order: Order) -> None:
    """The hold of a slot is over."""
    Order(order.buyer_id, order.order_key).update(
        actions=[Order.expires_at.set(clock.now() - timedelta(minutes=1))]
    )
    forget_slots("cup")


def test_a_taking_is_one_write_and_paying_it_another() -> None:
    seller("wu", 800)
    drop()
    assert offers(["cup"])["cup"].left == 3

    with assert_cost(writes=1, reads=2):  # the offer, the seller and the slots
        order = cup()
    with assert_warm_cost(writes=1, reads=0):
        cup(2)
    with assert_cost(writes=1, reads=1):
        mark_paid(order.order_id, payment_id="p1", fen=6_800)

    assert (any_order(order.order_id).state, order.total_fen) == ("confirmed", 6_800)


def test_a_drop_sells_each_piece_once() -> None:
    drop(pieces=3, in_stock=3)

    for i in range(3):
        cup(i, method="cod")
    with pytest.raises(Refused, match="sold-out"):
        cup(9)

    assert len({order.order_key for order in Order.scan() if order.taken_by}) == 3


def test_a_hundred_buyers_at_once_get_ten_pieces() -> None:
    drop(pieces=10, in_stock=10)

    def taken(i: int) -> str:
        try:
            return cup(i, buyer_id=f"g{i}").order_id
        except Refused:
            return ""

    with ThreadPoolExecutor(12) as pool:
        ids = [order_id for order_id in pool.map(taken, range(60)) if order_id]

    assert len(ids) == len(set(ids)) == 10


def test_a_form_sent_twice_at_once_takes_one_piece() -> None:
    drop(pieces=5)

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: cup().order_id, range(8)))

    assert len(ids) == 1


def test_a_lapsed_hold_is_taken_again_without_any_sweeper() -> None:
    drop(pieces=1, in_stock=1)
    first = cup(1)
    with pytest.raises(Refused, match="sold-out"):
        cup(2, buyer_id="gli")

    lapsed(first)
    second = cup(2, buyer_id="gli")

    assert second.buyer_id == first.buyer_id
    assert (int(first.taking), int(second.taking)) == (1, 2)
    assert any_order(second.order_id).buyer == "gli"


def test_late_money_for_a_piece_that_went_on_is_refused() -> None:
    drop(pieces=1, in_stock=1)
    first = cup(1)
    lapsed(first)
    second = cup(2, buyer_id="gli")

    with pytest.raises(NotFound):
        mark_paid(first.order_id, payment_id="late", fen=6_000)

    assert any_order(second.order_id).payment_id is None


def test_late_money_for_a_piece_that_nobody_took_is_taken() -> None:
    drop(pieces=1, in_stock=1)
    order = cup()
    lapsed(order)
    assert get_order(order.order_id, buyer_id=MEI).state == "expired"

    mark_paid(order.order_id, payment_id="late", fen=6_000)

    assert get_order(order.order_id, buyer_id=MEI).state == "confirmed"


def test_a_piece_that_late_money_took_is_not_taken_by_who_saw_it_lapsed() -> None:
    drop(pieces=1, in_stock=1)
    first = cup(1)
    lapsed(first)
    assert offers(["cup"])["cup"].left == 1
    mark_paid(first.order_id, payment_id="late", fen=6_000)

    with pytest.raises(Refused, match="sold-out"):
        cup(2, buyer_id="gli")

    assert any_order(first.order_id).payment_id == "late"


def test_what_read_one_taking_never_writes_on_the_next() -> None:
    drop(pieces=1, in_stock=1)
    first = cup(1)
    lapsed(first)
    second = cup(2, buyer_id="gli")

    for as_read in (same_taking(first), unmoved(first)):
        with pytest.raises(Refused, match="busy"):
            change(
                key_of(first),
                Order.payment_id.set("late"),
                when=(Order.state == "held") & as_read,
                otherwise=Refused("busy"),
            )

    assert any_order(second.order_id).payment_id is None


def test_a_step_on_a_taking_never_meets_the_next_taking() -> None:
    drop(pieces=1, in_stock=1)
    first = cup(1)
    lapsed(first)
    cup(2, buyer_id="gli")

    with pytest.raises(NotFound):
        cancel_order(first.order_id, buyer_id=MEI)
    assert not expire_order(cup(2, buyer_id="gli").order_id, now=clock.now() + SOON)


def test_only_its_buyer_sees_it_and_finds_it_among_their_orders() -> None:
    drop()
    put_in_basket(MEI, WantedLine("cup", 1, 6_000))
    order = _checked_out()

    assert [order.order_id for order in orders_of(MEI).items] == [order.order_id]
    assert get_order(order.order_id, buyer_id=MEI).buyer == MEI
    for stranger in ("gli", order.buyer_id, ""):
        with pytest.raises(NotFound):
            get_order(order.order_id, buyer_id=stranger)
    assert not list(orders_of("gli").items)


def test_the_same_checkout_form_twice_finds_the_same_piece() -> None:
    drop()
    put_in_basket(MEI, WantedLine("cup", 1, 6_000))
    version = look_into_basket(MEI).version

    first = _checked_out(version)
    second = _checked_out(version)

    assert first.order_id == second.order_id


def test_two_checkout_forms_of_one_basket_take_one_piece() -> None:
    drop()
    put_in_basket(MEI, WantedLine("cup", 1, 6_000))
    version = look_into_basket(MEI).version
    _checked_out(version)

    with pytest.raises(Refused, match="basket-was-ordered"):
        check_out(MEI, Wish("form-2", HOME, "sandbox", version=version, total_fen=6_000))

    assert [slot.state for slot in Slot.scan()].count("held") == 1


def test_a_piece_of_a_drop_is_ordered_by_itself() -> None:
    drop()
    stocked("pear")

    with pytest.raises(Refused, match="drop-alone"):
        buy(WantedLine("cup", 1, 6_000), pears(1))
    with pytest.raises(Refused, match="one-at-a-time"):
        buy(WantedLine("cup", 2, 6_000))
    with pytest.raises(Refused, match="drop-takes-no-transfer"):
        cup(method="bank")


def test_it_is_packed_shipped_and_delivered_like_any_order() -> None:
    drop()
    order = cup(method="cod")

    pack(order.order_id, seller_id="wu")
    shipped(order)
    confirm_delivery(order.order_id, buyer_id=MEI)

    assert any_order(order.order_id).state == "delivered"


def test_its_stream_fills_the_inbox_and_a_free_slot_says_nothing() -> None:
    drop()
    free = Slot.find("drop-cup-0", "000").serialize()
    order = cup()
    paid = mark_paid(order.order_id, payment_id="p1", fen=6_000)
    image = Order.find(paid.buyer_id, paid.order_key).serialize()

    project_order(order_in(free), order_in(image), "1")

    assert order_in(free) is None
    assert [entry.order_id for entry in inbox_of("wu").items] == [order.order_id]


def test_a_cancelled_piece_comes_back_to_the_counter_and_is_sold_from_there() -> None:
    drop(pieces=1, in_stock=1)
    order = cup(1)

    with assert_cost(writes=4, reads=2):
        cancel_order(order.order_id, buyer_id=MEI)
    again = cup(2, buyer_id="gli")

    assert left("cup") == 0
    assert again.buyer_id == "gli"
    assert any_order(order.order_id).state == "cancelled"


def test_who_remembers_a_drop_reads_nothing_to_claim_of_it() -> None:
    seller("wu")
    drop(cap=1)
    cup(1)

    with assert_warm_cost(writes=4, reads=0):
        cup(2, buyer_id="gli")


def test_a_drop_with_a_cap_counts_each_buyer_and_the_sweeper_gives_the_piece_back() -> None:
    seller("wu")
    drop(pieces=2, cap=1, in_stock=2)
    with assert_cost(writes=4, reads=2):
        order = cup(1)
    with pytest.raises(Refused, match="at-most-each"):
        cup(2)
    lapsed(order)
    cup(3, buyer_id="gli")

    assert expire_order(order.order_id, now=clock.now() + SOON)
    cup(4)

    assert left("cup") == 0


def test_a_drop_is_made_before_the_goods_are_on_sale_and_a_repeat_finishes_it() -> None:
    stocked("cup", left=250, on_sale=False)

    make_drop("cup", 120, producer_id="wu", cap=2)
    Slot("drop-cup-1", "000").delete()
    for n in range(1, 20):
        Slot("drop-cup-1", f"{n:03d}").delete()
    make_drop("cup", 120, producer_id="wu", cap=2)

    assert (left("cup"), Stock.find("cup").reserved) == (0, 130)
    assert len(list(Slot.scan())) == 120
    with pytest.raises(Refused, match="stock-is-a-drop"):
        make_drop("cup", 60, producer_id="wu")
    with pytest.raises(Refused, match="stock-is-a-drop"):
        restock("cup", 5, producer_id="wu", form_key="a")


@pytest.mark.parametrize(
    ("facts", "pieces", "seller_id", "why"),
    [
        ({"on_sale": True}, 3, "wu", "stock-on-sale"),
        ({"on_sale": False}, 30, "wu", "stock-too-low"),
        ({"on_sale": False}, 3, "li", "not-found"),
        ({"on_sale": False, "waiting": 1}, 3, "wu", "people-are-waiting"),
    ],
)
def test_no_drop_is_made_of(
    facts: dict[str, object], pieces: int, seller_id: str, why: str
) -> None:
    stocked("cup", **facts)  # type: ignore[arg-type]

    with pytest.raises((Refused, NotFound), match=why):
        make_drop("cup", pieces, producer_id=seller_id)

    assert left("cup") == 10


def test_a_drop_ends_when_nobody_may_pay_for_a_piece_any_more() -> None:
    drop(pieces=4, in_stock=4)
    held, sold = cup(1), cup(2, method="cod")

    with pytest.raises(Refused, match="pieces-still-held"):
        end_drop("cup", producer_id="wu")
    assert left("cup") == 2
    assert offers(["cup"])["cup"].left == 2
    lapsed(held)
    end_drop("cup", producer_id="wu")
    end_drop("cup", producer_id="wu")

    assert left("cup") == 3
    assert Stock.find("cup").kind is None
    assert get_order(held.order_id, buyer_id=MEI).state == "expired"
    assert any_order(sold.order_id).state == "confirmed"


def test_a_second_drop_of_the_same_goods_has_slots_of_its_own() -> None:
    drop(pieces=2, in_stock=4)
    first = cup(1, method="cod")
    end_drop("cup")
    Stock("cup").update(actions=[Stock.on_sale.set(False)])

    make_drop("cup", 2, producer_id="wu")
    Stock("cup").update(actions=[Stock.on_sale.set(True)])
    second = cup(2, method="cod")

    assert (first.buyer_id, second.buyer_id) == ("drop-cup-0", "drop-cup-1")
    assert Stock.find("cup").reserved == 1


def test_removed_goods_lose_their_free_pieces() -> None:
    listing = offered()
    make_drop(listing.sku_id, 3, producer_id=listing.producer_id)
    recommend(listing.listing_id, LEISHAN, "official")
    publish(listing.listing_id, "reviewer")

    remove(listing.listing_id, "Fake silver", "reviewer")

    assert left(listing.sku_id) == 5
    assert {slot.state for slot in Slot.scan()} == {"closed"}


def test_a_cap_that_comes_during_a_drop_holds_for_the_takings_after_it() -> None:
    drop(pieces=3)
    cup(1)
    limit_buyers("cup", 1, producer_id="wu")

    cup(2)

    with pytest.raises(Refused, match="at-most-each"):
        cup(3)


def _checked_out(version: int | None = None) -> Order:
    seen = look_into_basket(MEI)
    to = TypedAddress(HOME.name, HOME.phone, HOME.region, HOME.street)
    number = seen.version if version is None else version
    return check_out(MEI, Wish("form-1", to, "sandbox", version=number, total_fen=6_000))


def test_late_money_for_a_piece_that_went_on_is_kept_out_and_goes_back() -> None:
    drop(pieces=1, in_stock=1)
    first = cup(1)
    lapsed(first)
    second = cup(2, buyer_id="gli")

    taken = take(first.order_id, ReceivedPayment("late", 6_000, "CNY", "sandbox"))

    assert not taken
    assert Quarantine.find("late").sent_back_at is not None
    assert any_order(second.order_id).quarantined is None


def test_the_taking_that_was_is_still_answered_for_and_an_invented_one_is_not() -> None:
    drop(pieces=1, in_stock=1)
    first = cup(1)
    lapsed(first)
    cup(2, buyer_id="gli")

    assert order_behind(first.order_id).order_id == first.order_id
    for invented in ("drop-cup-0.007-1", "drop-cup-0.000-x", "drop-cup-9.000-1", "gmei.none"):
        with pytest.raises(NotFound):
            order_behind(invented)
