"""Orders are placed: what is sold and what is left add up, and the order keeps what was true."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.errors import Invalid, Refused
from chalicelib.live import end, go_live, pin_goods, pins_of
from chalicelib.orders import Order, TypedAddress, WantedLine, Wish, cancel_order, order_from_image
from chalicelib.orders.checkout.draw_up import drawn_up
from chalicelib.orders.checkout.place import place_order
from chalicelib.stock import Raced, Stock, join_line, recent_offers, take, terms_for
from chalicelib.store import transaction
from tests.costs import assert_cost, assert_warm_cost
from tests.goods import again, buy, goods_of_wu, left, pears, stocked, tea_of_li
from tests.live.stage import on_air, planned
from tests.people import COUNTY, HOME, MEI, OFFICIAL, seller


def test_cash_on_delivery_is_confirmed_at_once_and_the_goods_are_gone() -> None:
    stocked("pear", left=5)

    order = buy(pears(2))

    assert (order.state, order.goods_fen, order.total_fen) == ("confirmed", 1000, 1000)
    assert order.paid_at is None
    assert left("pear") == 3


def test_an_order_that_waits_for_money_is_held_for_thirty_minutes() -> None:
    stocked("pear")

    order = buy(pears(1), method="sandbox")

    assert order.state == "held"
    assert order.expires_at == order.placed_at + timedelta(minutes=30)


def test_the_same_form_twice_is_the_same_order() -> None:
    stocked("pear", left=5)

    first = buy(pears(1))
    second = buy(pears(1))

    assert first.order_id == second.order_id
    assert left("pear") == 4


def test_the_form_that_took_the_last_piece_still_finds_its_order() -> None:
    stocked("pear", left=1)

    first = buy(pears(1))
    second = buy(pears(1))

    assert first.order_id == second.order_id
    assert left("pear") == 0


def test_one_missing_item_refuses_the_whole_order() -> None:
    stocked("pear", left=5)
    stocked("tea", left=0)

    with pytest.raises(Refused, match="sold-out"):
        buy(pears(1), WantedLine("tea", 1, 500))

    assert left("pear") == 5
    assert list(Order.scan()) == []


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (pears(6), "only-left"),
        (WantedLine("pear", 1, 499), "new-price"),
        (WantedLine("hidden", 1, 500), "not-on-sale"),
        (WantedLine("nothing", 1, 500), "not-on-sale"),
    ],
)
def test_a_refusal_names_why_and_takes_nothing(wanted: WantedLine, why: str) -> None:
    stocked("pear", left=5)
    stocked("hidden", on_sale=False)

    with pytest.raises(Refused, match=why):
        buy(wanted)

    assert (left("pear"), left("hidden")) == (5, 10)


def test_equal_goods_become_one_line() -> None:
    stocked("pear", left=5)

    order = buy(pears(1), pears(2))

    assert [(line.sku_id, line.quantity, line.value_fen) for line in order.lines] == [
        ("pear", 3, 1500)
    ]
    assert left("pear") == 2


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, 1_000_000, "1e3", "2", None])
def test_no_other_quantity_than_a_small_whole_number_is_sold(quantity: Any) -> None:
    stocked("pear", left=5)

    with pytest.raises(Invalid):
        buy(pears(quantity))

    assert left("pear") == 5


@pytest.mark.parametrize("price_fen", [0, -500, 5.0, True, "500", 10**9])
def test_no_other_price_than_whole_fen_is_taken(price_fen: Any) -> None:
    stocked("pear", left=5)

    with pytest.raises(Invalid):
        buy(WantedLine("pear", 1, price_fen))

    assert left("pear") == 5


def test_many_small_lines_of_one_sku_are_no_way_around_the_most_of_one() -> None:
    stocked("pear", left=5_000)

    with pytest.raises(Invalid):
        buy(pears(999), pears(2))

    assert left("pear") == 5_000


def test_thirty_lines_are_one_order_and_thirty_one_are_too_many() -> None:
    wanted = [WantedLine(f"sku{i}", 1, 500) for i in range(31)]
    for line in wanted:
        stocked(line.sku_id, left=2)

    order = buy(*wanted[:30])
    with pytest.raises(Invalid) as refused:
        buy(*wanted, form_key="form-2")

    assert len(order.lines) == 30
    assert refused.value.problems["form"].message_id == "too-many-lines"
    assert left("sku30") == 2


def test_an_empty_basket_and_a_strange_form_key_are_refused() -> None:
    stocked("pear")

    with pytest.raises(Invalid):
        buy()
    with pytest.raises(Invalid):
        buy(pears(1), form_key="../other")


def test_an_address_that_no_courier_would_find_is_refused_field_by_field() -> None:
    stocked("pear")
    nowhere = TypedAddress("", "1380013800", "x" * 61, "  ")

    with pytest.raises(Invalid) as refused:
        place_order(MEI, Wish("form-1", nowhere, "cod", [pears(1)]))

    assert set(refused.value.problems) == {"name", "phone", "region", "street"}
    assert left("pear") == 10


def test_each_seller_ships_apart_for_a_fee_of_their_own() -> None:
    seller("wu", 800)
    seller("li", 0)
    stocked("pear")
    tea_of_li(price_fen=2_000)

    order = buy(pears(1), WantedLine("tea", 1, 2_000), total_fen=3_300)

    assert [(part.seller_id, part.shipping_fen) for part in order.sub_orders] == [
        ("wu", 800),
        ("li", 0),
    ]
    assert (order.goods_fen, order.shipping_fen, order.total_fen) == (2_500, 800, 3_300)


def test_another_total_than_the_one_shown_is_refused() -> None:
    seller("wu", 800)
    stocked("pear")

    with pytest.raises(Refused, match="new-total"):
        buy(pears(1), total_fen=500)

    assert left("pear") == 10


def test_no_order_is_larger_than_one_charge_may_be() -> None:
    stocked("gold", left=900, price_fen=99_999_999)

    with pytest.raises(Invalid):
        buy(WantedLine("gold", 2, 99_999_999))

    assert left("gold") == 900


def test_goods_from_a_live_pin_are_credited_to_the_session_directly() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    pin = pin_goods(session.session_id, umbrella.listing_id, "host-1")

    order = buy(_tapped(umbrella, session.session_id, pin.pin_id))

    line = order.lines[0]
    assert (line.session_id, line.pin_id, line.credit) == (
        session.session_id,
        pin.pin_id,
        "direct",
    )
    assert line.host_ids == ["host-1"]


def test_goods_tapped_in_the_live_and_bought_within_a_day_are_credited_indirectly() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    pin = pin_goods(session.session_id, umbrella.listing_id, "host-1")
    tapped = clock.now()
    end(session.session_id, "host-1")
    _long_ago(session, pins_of(session.session_id)[0], timedelta(hours=2))

    order = buy(
        _tapped(umbrella, session.session_id, pin.pin_id, tapped - timedelta(hours=2)),
    )

    assert order.lines[0].credit == "indirect"
    assert order.lines[0].session_id == session.session_id


def test_a_pin_that_was_never_shown_earns_no_credit() -> None:
    umbrella = goods_of_wu()
    session = on_air()

    order = buy(_tapped(umbrella, session.session_id, "made-up"))

    assert order.lines[0].session_id is None
    assert order.lines[0].credit is None


def test_origin_registration_and_screening_are_frozen_in_the_line() -> None:
    stocked("pear", county_id="c0002", seller_county_id="c0003")
    order = buy(pears(1))

    stocked("pear", county_id="c0009", seller_county_id="c0009", screening="removed")

    line = Order.find(MEI, order.order_key).lines[0]
    assert (line.county_id, line.seller_county_id, line.screening) == ("c0002", "c0003", "public")


@pytest.mark.parametrize(
    ("grant", "is_internal"),
    [
        ("producer:wu", True),
        ("official:c0001", True),
        ("host:c0001", True),
        ("governance:*", True),
        ("official:c0002", False),
        ("buyer:*", False),
    ],
)
def test_what_staff_buy_of_their_own_is_internal(grant: str, is_internal: bool) -> None:  # noqa: FBT001
    stocked("pear")

    order = buy(pears(1), grants=[grant])

    assert bool(order.lines[0].internal) is is_internal


def test_of_an_order_only_the_lines_of_ones_own_goods_are_internal() -> None:
    stocked("pear")
    stocked("umbrella", seller_id="co-operative")
    tea_of_li()

    order = buy(
        pears(1),
        WantedLine("umbrella", 1, 500),
        WantedLine("tea", 1, 500),
        grants=["producer:wu"],
    )

    assert [bool(line.internal) for line in order.lines] == [True, True, False]


@pytest.mark.parametrize(
    ("grant", "is_internal"), [(f"official:{COUNTY}", True), ("official:c0002", False)]
)
def test_what_the_office_of_a_live_buys_from_it_is_internal(grant: str, is_internal: bool) -> None:  # noqa: FBT001
    umbrella = goods_of_wu()
    Stock(umbrella.sku_id).update(
        actions=[Stock.county_id.set("c0009"), Stock.seller_county_id.set("c0009")]
    )
    session = on_air([umbrella])

    order = buy(_tapped(umbrella, session.session_id, ""), grants=[grant])

    assert order.lines[0].session_id == session.session_id
    assert bool(order.lines[0].internal) is is_internal


def test_a_one_line_order_costs_what_the_design_says() -> None:
    seller("wu", 800)
    stocked("pear")
    stocked("tea")

    with assert_cost(writes=2 * (1 + 1), reads=1):
        buy(pears(1))
    with assert_cost(writes=2 * (1 + 2), reads=1.5):
        buy(pears(1), WantedLine("tea", 1, 500), form_key="form-2")
    with assert_cost(writes=2 * (1 + 1), reads=1):
        buy(pears(1), form_key="form-3", method="sandbox")


def test_who_remembers_the_seller_reads_only_goods_of_which_it_has_sold() -> None:
    seller("wu", 800)
    stocked("pear")
    stocked("tea")
    buy(WantedLine("tea", 1, 500))

    with assert_warm_cost(writes=2 * (1 + 1), reads=0.5):
        buy(WantedLine("tea", 1, 500), form_key="form-2")
    recent_offers(["pear"])  # as a page shows it
    with assert_warm_cost(writes=2 * (1 + 1), reads=0):
        buy(pears(1), form_key="form-3")


def test_an_order_reads_the_same_from_its_stream_image() -> None:
    stocked("pear")
    order = buy(pears(1))

    read = order_from_image(order.serialize())

    assert read.order_id == order.order_id
    assert read.lines[0].title == "Pear"
    assert read.placed_at == order.placed_at


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(in_stock=st.integers(0, 9), asked=st.lists(st.integers(1, 5), max_size=6), seed=st.randoms())
def test_what_is_sold_and_what_is_left_add_up(in_stock: int, asked: list[int], seed: Any) -> None:
    sku_id = str(uuid.uuid4())
    stocked(sku_id, left=in_stock)
    sold = 0

    for quantity in asked:
        try:
            buy(WantedLine(sku_id, quantity, 500), form_key=str(uuid.uuid4()))
            sold += quantity
        except Refused:
            assert sold + quantity > in_stock

    assert left(sku_id) == in_stock - sold >= 0


def _tapped(umbrella: Any, session_id: str, pin_id: str, at: Any = None) -> WantedLine:
    price_fen = int(Stock.find(umbrella.sku_id).price_fen)
    return WantedLine(umbrella.sku_id, 1, price_fen, session_id, pin_id, at or clock.now())


def _long_ago(session: Any, pin: Any, ago: timedelta) -> None:
    """Move a live that is over into the past."""
    session.refresh(consistent_read=True)
    pin.refresh(consistent_read=True)
    for record, names in ((session, ("live_at", "ended_at")), (pin, ("since", "until"))):
        for name in names:
            setattr(record, name, getattr(record, name) - ago)
        record.save()


def test_the_destination_is_kept_with_the_order() -> None:
    stocked("pear")

    order = buy(pears(1))

    assert order.address is not None
    assert order.address.street == HOME.street


def test_an_order_of_an_earlier_release_still_reads() -> None:
    stocked("pear")
    image = buy(pears(1), method="sandbox").serialize()
    image["due_shard"] = {"N": "3"}
    for name in ("fee_fen", "window_hours"):
        del image["lines"]["L"][0]["M"][name]

    read = order_from_image(image)

    assert read.state == "held"
    assert not read.lines[0].fee_fen
    assert not read.refunds


def test_a_line_from_a_creators_live_promises_commission_and_every_line_a_fee() -> None:
    umbrella = goods_of_wu(price_fen=5_980)
    stocked("tea", price_fen=5_980)
    live = go_live(planned([umbrella]).session_id, "creator-1", is_creator=True)
    pin = pin_goods(live.session_id, umbrella.listing_id, "creator-1")

    order = buy(_tapped(umbrella, live.session_id, pin.pin_id), WantedLine("tea", 1, 5_980))

    assert [line.fee_fen for line in order.lines] == [120, 120]
    assert _promised(order) == [[("creator-1", 299)], []]
    assert order.lines[0].host_ids == ["host-1", "creator-1"]


def test_creators_who_go_live_together_share_the_commission_of_later_orders() -> None:
    umbrella = goods_of_wu(price_fen=5_980)
    live = go_live(planned([umbrella]).session_id, "creator-1", is_creator=True)
    pin = pin_goods(live.session_id, umbrella.listing_id, "creator-1")
    tapped = _tapped(umbrella, live.session_id, pin.pin_id)

    before = buy(tapped, form_key="form-1")
    for name in ("creator-2", "creator-3", "creator-2"):
        go_live(live.session_id, name, is_creator=True)
    after = buy(tapped, form_key="form-2")

    assert _promised(again(before)) == [[("creator-1", 299)]]
    assert _promised(after) == [[("creator-1", 100), ("creator-2", 100), ("creator-3", 99)]]
    assert before.lines[0].fee_fen == after.lines[0].fee_fen


def test_an_official_on_camera_earns_no_commission() -> None:
    umbrella = goods_of_wu()
    live = go_live(planned([umbrella]).session_id, OFFICIAL)
    pin = pin_goods(live.session_id, umbrella.listing_id, OFFICIAL)

    order = buy(_tapped(umbrella, live.session_id, pin.pin_id))

    assert _promised(order) == [[]]


def _promised(order: Order) -> list[list[tuple[str, float]]]:
    return [
        [(commission.person_id, commission.fen) for commission in line.commissions or ()]
        for line in order.lines
    ]


def test_who_looked_before_the_line_formed_is_refused_by_the_write() -> None:
    stocked("pear", left=1)
    stale = terms_for("gwu", ["pear"])
    sold = buy(pears(1), buyer_id="gmei")
    join_line("pear", "gli")
    cancel_order(sold.order_id, buyer_id="gmei")
    late = drawn_up("gwu", Wish("form-9", HOME, "cod", [pears(1)]), stale, clock.now())

    with pytest.raises(Raced), transaction() as tx:
        take(tx, late.portions, stale, known_as=["gwu"], order_key=late.order_key)

    assert left("pear") == 1
