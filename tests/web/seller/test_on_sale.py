"""Goods on sale are still their producer's: paused, repriced, revised, copied, put away."""

import pytest

from chalicelib.catalogue import Listing, get_listing, listings_of_producer, publish, recommend
from chalicelib.live import pin_goods, set_run_of_show
from chalicelib.orders import Order, WantedLine
from chalicelib.stock import Stock, open_shards
from tests.client import Client
from tests.goods import buy, offered
from tests.live.stage import on_air
from tests.people import LEISHAN

EDIT = {
    "title": "雷山银发簪",
    "price": "168",
    "unit": "piece",
    "category": "crafts",
    "description": "一锤一锤打的",
}


@pytest.fixture
def listing() -> Listing:
    listing = offered()
    recommend(listing.listing_id, LEISHAN, "official")
    return publish(listing.listing_id, "reviewer")


@pytest.fixture
def path(listing: Listing) -> str:
    return f"/shop/listings/{listing.listing_id}"


def now(listing: Listing) -> Listing:
    return get_listing(listing.listing_id)


def sent_of(reviewer: Client, case: str) -> str:
    """When the change was sent that a reviewer has before them."""
    return reviewer.get(case).body.partition('name="sent" value="')[2].partition('"')[0]


def test_what_is_paused_nobody_sees_or_orders_and_a_pause_makes_nothing_new(
    shop: Client, visitor: Client, listing: Listing, path: str
) -> None:
    for _ in range(2):
        page = shop.follow(shop.post(f"{path}/sale", do="pause")).body

    assert "Nobody can order it until you sell it again" in page
    assert visitor.get(f"/goods/{listing.listing_id}").status_code == 404
    assert not Stock.get(listing.sku_id).on_sale
    for _ in range(2):
        page = shop.follow(shop.post(f"{path}/sale", do="sell")).body
    assert "It is on sale again" in page
    assert visitor.get(f"/goods/{listing.listing_id}").status_code == 200
    assert now(listing).state_since == listing.state_since


def test_what_is_paused_leaves_the_screen_of_a_live(
    shop: Client, visitor: Client, listing: Listing, path: str
) -> None:
    session = on_air()
    set_run_of_show(session.session_id, [listing.listing_id], "host")
    pin_goods(session.session_id, listing.listing_id, "host")
    state = f"/live/{session.session_id}/state.json"
    assert listing.listing_id in visitor.get(state).body

    shop.post(f"{path}/sale", do="pause")

    assert listing.listing_id not in visitor.get(state).body


def test_the_shards_of_a_rush_pause_and_reprice_too(
    shop: Client, listing: Listing, path: str
) -> None:
    open_shards(listing.sku_id)

    shop.post(f"{path}/sale", do="pause")
    shop.post(f"{path}/sale", do="sell")
    shop.post(f"{path}/price", price="150")

    order = place_one(listing, 15_000)
    assert order.lines[0].price_fen == 15_000


def place_one(listing: Listing, price_fen: int) -> Order:
    return buy(WantedLine(listing.sku_id, 1, price_fen))


def test_a_price_counts_at_once_and_makes_nothing_new(
    shop: Client, listing: Listing, path: str
) -> None:
    page = shop.follow(shop.post(f"{path}/price", price="150")).body

    assert "The new price counts from now on" in page
    assert now(listing).price_fen == Stock.get(listing.sku_id).price_fen == 15_000
    assert now(listing).state_since == listing.state_since


@pytest.mark.parametrize(
    ("price", "sentence"),
    [("", "price"), ("cheap", "price"), ("218.41", "three tenths"), ("0", "price")],
)
def test_a_price_that_is_none_or_rises_steeply_comes_back(
    shop: Client, listing: Listing, path: str, price: str, sentence: str
) -> None:
    answer = shop.post(f"{path}/price", price=price)

    assert answer.status_code == 422
    assert f'value="{price}"' in answer.body
    assert sentence in answer.body
    assert now(listing).price_fen == 16_800


def test_a_change_of_words_waits_beside_the_public_copy(
    shop: Client, reviewer: Client, visitor: Client, listing: Listing, path: str
) -> None:
    page = shop.follow(shop.post(f"{path}/edit", **EDIT, title_en="Hairpin")).body
    assert "Until then buyers see the earlier text" in page
    goods = f"/goods/{listing.listing_id}"
    assert "一锤一锤" not in visitor.get(goods).body

    case = f"/review/{listing.listing_id}/revision"
    assert case in reviewer.get("/review").body
    assert "一锤一锤" in reviewer.get(case).body
    sent = sent_of(reviewer, case)
    for _ in range(2):
        answer = reviewer.post(f"{case}/accept", sent=sent)
        assert answer.status_code == 303

    assert "一锤一锤" in visitor.get(goods).body
    assert now(listing).state_since == listing.state_since
    assert reviewer.get(case).status_code == 404


def test_a_change_that_is_sent_back_leaves_the_public_copy(
    shop: Client, reviewer: Client, listing: Listing, path: str
) -> None:
    shop.post(f"{path}/edit", **EDIT)
    case = f"/review/{listing.listing_id}/revision"
    sent = sent_of(reviewer, case)
    assert reviewer.post(f"{case}/reject", sent=sent, reason=" ").status_code == 422

    reviewer.post(f"{case}/reject", sent=sent, reason="请写明材质")

    page = shop.get(path).body
    assert "请写明材质" in page
    assert "was sent back: 请写明材质" in shop.get("/me/notices").body
    assert now(listing).description == listing.description
    assert "一锤一锤打的" in shop.get(f"{path}/edit").body


def test_a_change_that_changed_meanwhile_is_not_accepted_unseen(
    shop: Client, reviewer: Client, listing: Listing, path: str
) -> None:
    shop.post(f"{path}/edit", **EDIT)
    case = f"/review/{listing.listing_id}/revision"
    sent = sent_of(reviewer, case)
    shop.post(f"{path}/edit", **{**EDIT, "title": "雷山银镯"})

    assert reviewer.post(f"{case}/accept", sent=sent).status_code == 409
    assert now(listing).title == listing.title


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"title": "全国第一银发簪"}, "may not stand here"),
        ({"unit": "pair"}, "make a copy"),
        ({"holds": "2", "holds_unit": "piece"}, "make a copy"),
    ],
)
def test_what_may_not_change_on_sale_comes_back_with_what_was_typed(
    shop: Client, listing: Listing, path: str, other: dict[str, str], sentence: str
) -> None:
    answer = shop.post(f"{path}/edit", **{**EDIT, **other})

    assert answer.status_code == 422
    assert sentence in answer.body
    assert "一锤一锤打的" in answer.body


def test_small_steps_add_up_to_a_steep_price(shop: Client, listing: Listing, path: str) -> None:
    assert shop.post(f"{path}/price", price="210").status_code == 303
    assert shop.post(f"{path}/price", price="120").status_code == 303
    assert shop.post(f"{path}/price", price="218").status_code == 303

    answer = shop.post(f"{path}/price", price="219")

    assert (answer.status_code, now(listing).price_fen) == (422, 21_800)


def test_a_price_counts_at_once_while_the_words_wait(
    shop: Client, reviewer: Client, listing: Listing, path: str
) -> None:
    shop.post(f"{path}/edit", **{**EDIT, "price": "150"})
    assert now(listing).price_fen == 15_000
    shop.post(f"{path}/price", price="140")

    case = f"/review/{listing.listing_id}/revision"
    page = reviewer.follow(reviewer.post(f"{case}/accept", sent=sent_of(reviewer, case))).body

    assert "The change counts from now on" in page
    assert "buyers see it now" in shop.get("/me/notices").body
    assert (now(listing).price_fen, now(listing).description) == (14_000, "一锤一锤打的")


@pytest.mark.parametrize(("newer", "price_fen"), [("", 30_000), ("150", 15_000)])
def test_a_steep_price_waits_until_it_is_accepted_or_a_newer_one_counts(
    shop: Client, reviewer: Client, listing: Listing, path: str, newer: str, price_fen: int
) -> None:
    shop.post(f"{path}/edit", **{**EDIT, "price": "300"})
    assert now(listing).price_fen == 16_800
    if newer:
        shop.post(f"{path}/price", price=newer)

    case = f"/review/{listing.listing_id}/revision"
    reviewer.post(f"{case}/accept", sent=sent_of(reviewer, case))

    assert now(listing).price_fen == Stock.get(listing.sku_id).price_fen == price_fen


@pytest.mark.parametrize("way", ["words", "button"])
def test_a_change_is_withdrawn(
    shop: Client, reviewer: Client, listing: Listing, path: str, way: str
) -> None:
    shop.post(f"{path}/edit", **EDIT)
    old = {**EDIT, "description": listing.description}

    for _ in range(2):
        if way == "words":
            assert shop.post(f"{path}/edit", **old).status_code == 303
        else:
            page = shop.follow(shop.post(f"{path}/sale", do="withdraw")).body
            assert "Your change is withdrawn" in page

    assert reviewer.get(f"/review/{listing.listing_id}/revision").status_code == 404
    assert "being looked at" not in shop.get(path).body


def test_a_person_may_read_what_the_machine_does_not_take(
    shop: Client, reviewer: Client, listing: Listing, path: str
) -> None:
    typed = {**EDIT, "description": "全国第一"}
    refused = shop.post(f"{path}/edit", **typed)
    assert "Send it to a person as it is" in refused.body

    assert shop.post(f"{path}/edit", **typed, ask="person").status_code == 303
    assert "全国第一" in shop.get(f"{path}/edit").body

    case = f"/review/{listing.listing_id}/revision"
    assert "The maker asked for a person" in reviewer.get(case).body
    sent = sent_of(reviewer, case)
    assert reviewer.post(f"{case}/accept", sent=sent).status_code == 422
    assert reviewer.post(f"{case}/accept", sent=sent, despite="yes").status_code == 303
    assert now(listing).description == "全国第一"


def test_a_copy_is_a_draft_with_nothing_in_stock(shop: Client, listing: Listing, path: str) -> None:
    for _ in range(2):
        answer = shop.post(f"{path}/copy", form_key="0123456789abcdef")

    copies = [
        other
        for other in listings_of_producer(listing.producer_id).items
        if other.listing_id != listing.listing_id
    ]
    assert [(copy.state, copy.title) for copy in copies] == [("draft", listing.title)]
    assert answer.location == f"/shop/listings/{copies[0].listing_id}?done=copy"
    assert Stock.get(copies[0].sku_id).left == 0


def test_what_is_put_away_comes_out_as_a_draft(shop: Client, listing: Listing, path: str) -> None:
    assert shop.post(f"{path}/sale", do="away").status_code == 409
    shop.post(f"{path}/sale", do="pause")
    shop.post(f"{path}/sale", do="away")
    assert now(listing).state == "archived"

    shop.post(f"{path}/sale", do="out")

    assert now(listing).state == "draft"


def test_a_removal_is_undone(reviewer: Client, visitor: Client, listing: Listing) -> None:
    case = f"/review/{listing.listing_id}"
    reviewer.post(f"{case}/remove", reason="误会")
    assert visitor.get(f"/goods/{listing.listing_id}").status_code == 404

    for _ in range(2):
        page = reviewer.follow(reviewer.post(f"{case}/restore")).body

    assert "Shown again" in page
    assert visitor.get(f"/goods/{listing.listing_id}").status_code == 200


def test_neighbours_change_nothing(neighbour: Client, listing: Listing, path: str) -> None:
    assert neighbour.post(f"{path}/sale", do="pause").status_code == 404
    assert neighbour.post(f"{path}/price", price="1").status_code == 404
    assert neighbour.post(f"{path}/copy", form_key="0123456789abcdef").status_code == 404
    assert neighbour.post(f"{path}/edit", **EDIT).status_code == 404
