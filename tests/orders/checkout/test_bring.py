"""A guest signs in: the basket comes along once, and what they did before counts as the person's."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import (
    MOST_LINES,
    MOST_OF_ONE,
    Basket,
    BroughtBasket,
    WantedLine,
    Wish,
    bring_along,
    buyer_among,
    check_out,
    get_order,
    look_into_basket,
    orders_of,
    put_in_basket,
    take_out,
)
from chalicelib.orders.checkout.bring import MOST_KEPT, joined
from chalicelib.orders.checkout.place import place_order
from chalicelib.stock import (
    CapCount,
    join_line,
    leave_line,
    place_in_line,
    restock,
    serve_line,
    terms_for,
)
from tests.costs import assert_cost
from tests.goods import buy, cup, drop, left, pears, stocked
from tests.people import HOME, MEI

PERSON = "pmei"


def basket(buyer_id: str, **quantities: int) -> None:
    for sku_id, quantity in quantities.items():
        stocked(sku_id)
        put_in_basket(buyer_id, WantedLine(sku_id, quantity, 500))


def in_basket(buyer_id: str) -> dict[str, int]:
    return {line.choice.sku_id: line.choice.quantity for line in look_into_basket(buyer_id).lines}


def test_two_baskets_become_one_and_equal_goods_add_up() -> None:
    basket(PERSON, pear=2, tea=1)
    basket(MEI, pear=3, umbrella=1)

    with assert_cost(writes=4, reads=2.5):
        brought = bring_along(MEI, PERSON)

    assert brought == BroughtBasket(kinds=2, left_behind=0, has_orders=False)
    assert in_basket(PERSON) == {"pear": 5, "tea": 1, "umbrella": 1}
    assert in_basket(MEI) == {}


def test_again_is_no_news() -> None:
    basket(MEI, pear=3)
    bring_along(MEI, PERSON)

    with assert_cost(reads=2.5):
        again = bring_along(MEI, PERSON)

    assert again == BroughtBasket()
    assert in_basket(PERSON) == {"pear": 3}


def test_eight_sign_ins_at_once_add_nothing_twice() -> None:
    basket(PERSON, tea=1)
    basket(MEI, pear=3)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: bring_along(MEI, PERSON), range(8)))

    assert sum(basket.kinds for basket in told) == 1
    assert in_basket(PERSON) == {"tea": 1, "pear": 3}


def test_the_address_comes_along_for_a_person_who_has_none() -> None:
    _ordered_by(MEI)

    brought = bring_along(MEI, PERSON)

    found = look_into_basket(PERSON)
    assert brought.has_orders
    assert found.address is not None
    assert (found.address.street, found.payment_method) == (HOME.street, "cod")
    assert look_into_basket(MEI).address is None


def test_the_address_of_a_person_stays_theirs() -> None:
    _ordered_by(MEI)
    stocked("tea")
    elsewhere = HOME.__class__("Mei", HOME.phone, HOME.region, "别处 1 号")
    put_in_basket(PERSON, WantedLine("tea", 1, 500))
    check_out(PERSON, Wish("form-2", elsewhere, "cod", version=1, total_fen=500))

    bring_along(MEI, PERSON)

    found = look_into_basket(PERSON).address
    assert found is not None
    assert found.street == elsewhere.street


def test_an_overfull_basket_only_grows_emptier() -> None:
    for i in range(MOST_LINES):
        basket(PERSON, **{f"a{i}": 1})
        basket(MEI, **{f"b{i}": 1})
    bring_along(MEI, PERSON)
    stocked("pear")

    with pytest.raises(Refused, match="too-many-lines"):
        put_in_basket(PERSON, pears(1))
    take_out(PERSON, "a0")

    assert len(in_basket(PERSON)) == 2 * MOST_LINES - 1


@given(
    own=st.dictionaries(st.integers(0, 120), st.integers(1, MOST_OF_ONE), max_size=MOST_KEPT),
    theirs=st.dictionaries(st.integers(0, 120), st.integers(1, MOST_OF_ONE), max_size=MOST_LINES),
)
def test_every_line_is_in_one_of_the_two_baskets(
    own: dict[int, int], theirs: dict[int, int]
) -> None:
    lines, left_behind = joined(_lines(own), _lines(theirs))

    kept = {line.sku_id: line.quantity for line in lines}
    stays = {line.sku_id: line.quantity for line in left_behind}
    assert len(lines) <= max(MOST_KEPT, len(own))
    assert not set(kept) & set(stays)
    assert set(kept) | set(stays) == {str(sku_id) for sku_id in (*own, *theirs)}
    for sku, quantity in kept.items():
        both = own.get(int(sku), 0) + theirs.get(int(sku), 0)
        assert quantity == min(both, MOST_OF_ONE)
    assert all(theirs[int(sku)] == quantity for sku, quantity in stays.items())


def test_orders_of_several_guests_stand_in_one_list_by_page() -> None:
    stocked("pear", left=50)
    for i in range(30):
        buyer_id = (PERSON, "gmei", "gli")[i % 3]
        buy(pears(1), form_key=f"form-{i:02d}", buyer_id=buyer_id)

    with assert_cost(reads=4):
        first = orders_of(PERSON, also=("gmei", "gli"))
    second = orders_of(PERSON, first.cursor, also=("gmei", "gli"))

    keys = [order.order_key for order in (*first.items, *second.items)]
    assert keys == [f"form-{i:02d}" for i in reversed(range(30))]
    assert (len(first.items), second.cursor) == (20, "")


def test_orders_of_the_same_form_on_the_edge_of_a_page_are_all_there() -> None:
    stocked("pear", left=50)
    for i in range(4):
        for buyer_id in (PERSON, MEI):
            buy(pears(1), form_key=f"form-{i}", buyer_id=buyer_id)

    seen, cursor = [], ""
    while True:
        page = orders_of(PERSON, cursor, 3, also=[MEI])
        seen += [order.order_id for order in page.items]
        if not (cursor := page.cursor):
            break

    assert sorted(seen) == sorted(f"{who}.form-{i}" for who in (PERSON, MEI) for i in range(4))


def test_a_made_up_cursor_leads_nowhere() -> None:
    with pytest.raises(NotFound):
        orders_of(PERSON, "x" * 2000)


def test_an_order_from_a_drop_comes_along_and_is_found() -> None:
    drop()
    put_in_basket(MEI, WantedLine("cup", 1, 6_000))
    order = check_out(MEI, Wish("form-1", HOME, "cod", version=1, total_fen=6_000))

    brought = bring_along(MEI, PERSON)

    assert brought.has_orders
    assert [order.order_id for order in orders_of(PERSON, also=[MEI]).items] == [order.order_id]
    buyer_id = buyer_among(order.order_id, (PERSON, MEI))
    assert get_order(order.order_id, buyer_id=buyer_id).buyer == MEI


def test_nobody_is_the_buyer_of_somebody_elses_order() -> None:
    drop()
    order = cup(1, buyer_id="gli")

    assert buyer_among(order.order_id, (PERSON, MEI)) == PERSON
    assert buyer_among("gli.form-1", (PERSON, MEI)) == PERSON
    assert buyer_among(f"{MEI}.form-1", (PERSON, MEI)) == MEI
    assert buyer_among("gli.form-1", ()) == ""


def test_what_a_guest_bought_counts_towards_the_persons_cap() -> None:
    stocked("pear", cap=3)
    buy(pears(2), buyer_id=MEI)
    wish = Wish("form-2", HOME, "cod", [pears(2)], also=[MEI])

    with pytest.raises(Refused, match="at-most-each"):
        place_order(PERSON, wish)
    last = Wish("form-3", HOME, "cod", [pears(1)], also=[MEI])
    with assert_cost(writes=6, reads=2):  # the seller too, who does not exist here
        place_order(PERSON, last)
    with pytest.raises(Refused, match="at-most-each") as refusal:
        place_order(PERSON, Wish("form-4", HOME, "cod", [pears(1)], also=[MEI]))
    assert refusal.value.values["most"] == 3

    assert (left("pear"), int(CapCount.find(f"{PERSON}#pear").units)) == (7, 1)


def test_what_a_guest_bought_of_a_drop_counts_too() -> None:
    drop(cap=1)
    cup(1, buyer_id=MEI)

    with pytest.raises(Refused, match="at-most-each"):
        place_order(PERSON, Wish("form-2", HOME, "cod", [WantedLine("cup", 1, 6_000)], also=[MEI]))


def test_a_place_in_line_stays_ones_own() -> None:
    stocked("pear", left=0)
    join_line("pear", "gwu")
    join_line("pear", MEI)

    join_line("pear", PERSON, [MEI])

    assert place_in_line("pear", PERSON, clock.now(), [MEI]).ahead == 1
    assert place_in_line("pear", PERSON, clock.now()).state == ""
    leave_line("pear", PERSON, [MEI])
    assert place_in_line("pear", MEI, clock.now()).state == "left"


def test_a_unit_that_is_kept_for_the_guest_is_sold_to_the_person() -> None:
    stocked("pear", left=0)
    join_line("pear", MEI)
    restock("pear", 1, producer_id="wu", form_key="a" * 16)
    serve_line("pear", clock.now())
    wanted = [pears(1)]

    with pytest.raises(Refused, match="sold-out"):
        place_order(PERSON, Wish("form-1", HOME, "cod", wanted))
    assert terms_for(PERSON, ["pear"], [MEI])["pear"].kept_for == MEI
    order = place_order(PERSON, Wish("form-1", HOME, "cod", wanted, also=[MEI]))

    assert order.buyer == PERSON
    assert place_in_line("pear", MEI, clock.now()).state == "bought"


def _lines(quantities: dict[int, int]) -> list[WantedLine]:
    return [WantedLine(str(sku), quantity, 500) for sku, quantity in quantities.items()]


def _ordered_by(buyer_id: str) -> None:
    stocked("pear")
    put_in_basket(buyer_id, pears(1))
    version = int(Basket.find(buyer_id).version)
    check_out(buyer_id, Wish("form-1", HOME, "cod", version=version, total_fen=500))
