"""The goods of the tests: pears, tea, a silver hairpin and an umbrella, and what becomes of orders of them."""

from datetime import datetime
from typing import Any

import pytest

from chalicelib.catalogue import Goods, Listing, NewListing, offer_listing, publish, recommend
from chalicelib.orders import (
    Order,
    TypedAddress,
    WantedLine,
    Wish,
    any_order,
    confirm_delivery,
    mark_paid,
    number_of,
    register_number,
    ship,
)
from chalicelib.orders.checkout.place import place_order
from chalicelib.producers import NewProducer, add_producer
from chalicelib.stock import Stock, make_drop
from tests.people import (
    COUNTY,
    HOME,
    LEISHAN,
    LI,
    MEI,
    OFFICIAL,
    REVIEWER,
    WU,
    YANG,
    seller,
    silversmith,
)

SILVER = Goods(title="雷山银发簪", price_fen=16_800, category="crafts")
ART = "art/umbrella"


def stocked(sku_id: str, left: int = 10, price_fen: int = 500, **facts: Any) -> Stock:
    """Goods on sale; of Wu unless `facts` say otherwise."""
    usual = {
        "on_sale": True,
        "screening": "public",
        "listing_id": f"listing-{sku_id}",
        "title": sku_id.capitalize(),
        "unit": "piece",
        "category": "other",
        "photo_ref": ART,
        "producer_id": WU,
        "seller_id": WU,
        "county_id": COUNTY,
        "seller_county_id": COUNTY,
    }
    stock = Stock(sku_id=sku_id, left=left, price_fen=price_fen, **{**usual, **facts})
    stock.save()
    return stock


def pears(quantity: int) -> WantedLine:
    """As many pears of Wu, at 5 yuan."""
    return WantedLine("pear", quantity, 500)


def tea_of_li(left: int = 10, price_fen: int = 500, **facts: Any) -> Stock:
    """Tea on sale, of Li."""
    return stocked("tea", left, price_fen, **{"seller_id": LI, "producer_id": LI, **facts})


def left(sku_id: str) -> int:
    return int(Stock.find(sku_id).left)


def offered(goods: Goods = SILVER, quantity: int = 5, **other: Any) -> Listing:
    """Goods that wait for their county, with a picture; of Yang unless `other` says otherwise."""
    seller = other.pop("producer_id", "") or silversmith().producer_id
    asked = {"form_key": goods.title, "by": YANG, "photo_ref": ART, **other}
    return offer_listing(seller, goods, quantity, NewListing(**asked))


def on_show(goods: Goods = SILVER, quantity: int = 5) -> Listing:
    """Goods of Yang that buyers see."""
    return _published(offered(goods, quantity), LEISHAN)


def goods_of_wu(
    title: str = "Oiled-paper umbrella", *, left: int = 20, price_fen: int = 16_800, **words: str
) -> Listing:
    """Goods that buyers see, of the county that holds the live."""
    wu = NewProducer("Wu the umbrella maker", "household", "13800000001")
    maker = add_producer(COUNTY, wu, OFFICIAL)
    new = NewListing(title, maker.person_id, photo_ref=ART)
    goods = Goods(
        title,
        price_fen,
        title_en=words.get("title_en", ""),
        description_en=words.get("description_en", ""),
    )
    return _published(offer_listing(maker.producer_id, goods, left, new), COUNTY)


def _published(listing: Listing, county_id: str) -> Listing:
    recommend(listing.listing_id, county_id, OFFICIAL)
    return publish(listing.listing_id, REVIEWER)


def buy(
    *wanted: WantedLine,
    form_key: str = "form-1",
    buyer_id: str = MEI,
    method: str = "cod",
    to: TypedAddress = HOME,
    **wish: Any,
) -> Order:
    """An order; `wish` is what else a `Wish` may say."""
    return place_order(buyer_id, Wish(form_key, to, method, wanted, **wish))


def again(order: Order) -> Order:
    """The order as it stands now."""
    return any_order(order.order_id)


def held_pears(method: str = "sandbox", *, buyer_id: str = MEI, **facts: Any) -> Order:
    """Two pears that are set aside until they are paid for."""
    stocked("pear", **facts)
    return buy(pears(2), method=method, buyer_id=buyer_id)


def pears_and_tea(form_key: str = "form-1") -> Order:
    """Pears of Wu (1,000 fen, shipping 800) and tea of Li (2,000 fen), not paid yet."""
    seller(WU, 800)
    stocked("pear", left=300)
    tea_of_li(300, 2_000)
    return buy(pears(2), WantedLine("tea", 1, 2_000), form_key=form_key, method="sandbox")


def drop(pieces: int = 3, cap: int = 0, in_stock: int = 10) -> None:
    """Cups that are sold as a drop of so many pieces."""
    stocked("cup", left=in_stock, on_sale=False, price_fen=6_000)
    make_drop("cup", pieces, producer_id=WU, cap=cap)
    Stock("cup").update(actions=[Stock.on_sale.set(True)])


def cup(i: int = 1, method: str = "sandbox", buyer_id: str = MEI) -> Order:
    return buy(WantedLine("cup", 1, 6_000), form_key=f"form-{i}", method=method, buyer_id=buyer_id)


def registered_number(order: Order) -> str:
    """The number of an order, by which it is found."""
    register_number(order.order_id)
    return number_of(order.order_id)


def paid_for(order: Order) -> Order:
    return mark_paid(order.order_id, payment_id="p1", fen=int(order.total_fen))


def shipped(order: Order, seller_id: str = WU) -> Order:
    """What this seller has of it is on its way."""
    return ship(order.order_id, seller_id=seller_id, carrier="SF", tracking="SF123456")


def sent(*wanted: WantedLine, method: str = "sandbox", buyer_id: str = MEI) -> Order:
    """An order of pears (or `wanted`) that is paid for, unless in cash, and on its way from all its sellers."""
    if not wanted:
        stocked("pear", price_fen=500)
    order = buy(*(wanted or (pears(2),)), method=method, buyer_id=buyer_id)
    if method != "cod":
        paid_for(order)
    for sub_order in order.sub_orders:
        seller_id = sub_order.seller_id
        ship(order.order_id, seller_id=seller_id, carrier="中国邮政", tracking=f"{seller_id}-77001")
    return again(order)


def delivered(*wanted: WantedLine, method: str = "sandbox", buyer_id: str = MEI) -> Order:
    order = sent(*wanted, method=method, buyer_id=buyer_id)
    confirm_delivery(order.order_id, buyer_id=buyer_id)
    return again(order)


def came_at(order: Order, moment: datetime) -> Order:
    """As if it had been delivered at that moment."""
    for sub_order in order.sub_orders:
        sub_order.delivered_at = moment
    order.save()
    return order


def sent_at(order: Order, moment: datetime) -> Order:
    """As if it had been sent at that moment."""
    for sub_order in order.sub_orders:
        sub_order.shipped_at = moment
    order.save()
    return order


@pytest.fixture
def held() -> Order:
    """Two of three pears."""
    return held_pears(left=3)


@pytest.fixture
def paid() -> Order:
    """Pears of Wu and tea of Li, for 3,800 fen."""
    return mark_paid(pears_and_tea().order_id, payment_id="p1", fen=3_800)
