"""The producer's pages: a photo and three answers become goods; stock, drafts and what is refused."""

import re
from typing import Any

import pytest

from chalicelib.catalogue import (
    Goods,
    Listing,
    NewListing,
    get_listing,
    listings_of_producer,
    offer_listing,
    reject,
)
from chalicelib.media import begin_photo, receive_photo
from chalicelib.producers import Producer
from chalicelib.stock import Stock
from chalicelib.store import put_object
from tests.client import Answer, Client
from tests.goods import offered
from tests.media.pictures import jpeg
from tests.people import SignIn

ANSWERS = {
    "title": "雷山银发簪",
    "price": "168",
    "quantity": "12",
    "unit": "piece",
    "category": "crafts",
    "description": "",
    "form_key": "0123456789abcdef",
}


def photo_on_the_page(answer: Answer) -> str:
    found = re.search(r'name="key" value="incoming/(\w+)"', answer.body)
    assert found
    return found[1]


def sent_photo(owner_id: str, body: bytes | None = None) -> str:
    upload = begin_photo(owner_id, "http://127.0.0.1:8000/")
    put_object(upload.fields["key"], body or jpeg(), content_type="image/jpeg")
    receive_photo(upload.fields["key"])
    return upload.photo_id


def submit(client: Client, **other: Any) -> Answer:
    return client.post("/shop/listings", **{**ANSWERS, **other})


def _send(client: Client, yang: Producer, **words: str) -> Answer:
    return submit(client, photo=sent_photo(yang.producer_id), **words)


def first_listing(yang: Producer) -> Listing:
    return listings_of_producer(yang.producer_id).items[0]


def test_an_empty_shop_says_how_to_begin(shop: Client) -> None:
    answer = shop.get("/shop")

    assert answer.status_code == 200
    assert 'href="/shop/listings/new"' in answer.body


def test_the_first_page_asks_for_the_photo_and_sends_it_to_the_bucket(shop: Client) -> None:
    html = shop.get("/shop/listings/new").body

    form = html[html.index('action="/uploads/"') :]
    assert form.index('name="policy"') < form.index('type="file"')
    assert 'enctype="multipart/form-data"' in form
    assert re.search(r'id="details"[^>]* hidden', html)


def test_the_photo_comes_back_to_the_second_page_with_the_fields(shop: Client) -> None:
    photo_id = photo_on_the_page(shop.get("/shop/listings/new"))

    html = shop.get(f"/shop/listings/new?photo={photo_id}&bucket=b&key=k&etag=e").body

    assert f'name="photo" value="{photo_id}"' in html
    assert "being checked" in html
    assert not re.search(r'id="details"[^>]* hidden', html)


def test_a_photo_a_name_a_price_and_a_quantity_are_a_listing_sent_for_review(
    shop: Client, yang: Producer
) -> None:
    photo_id = sent_photo(yang.producer_id)

    page = shop.follow(submit(shop, photo=photo_id))

    listing = first_listing(yang)
    assert (listing.state, listing.photo_ref, listing.price_fen) == ("submitted", photo_id, 16_800)
    assert Stock.get(listing.sku_id).left == 12
    assert (
        "Submitted. First the county recommends it, then the platform reviews it. There is nothing more you need to do."
        in page.body
    )


def test_a_form_sent_twice_is_one_listing(shop: Client, yang: Producer) -> None:
    photo_id = sent_photo(yang.producer_id)

    first, second = (submit(shop, photo=photo_id).location for _ in range(2))

    assert first == second
    assert len(listings_of_producer(yang.producer_id).items) == 1


def test_a_draft_is_kept_for_later_and_then_sent(shop: Client, yang: Producer) -> None:
    photo_id = sent_photo(yang.producer_id)
    page = shop.follow(submit(shop, photo=photo_id, then="draft"))
    assert "Saved as a draft. Nobody sees it until you submit it." in page.body

    listing = first_listing(yang)
    shop.follow(shop.post(f"/shop/listings/{listing.listing_id}/submit"))

    assert first_listing(yang).state == "submitted"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Please enter the product name."),
        ("title", "长" * 300, "Please use at most 60 characters."),
        ("price", "", "Please enter the price."),
        ("price", "1e3", "Please enter an amount in yuan, for example 59.80."),
        ("price", "-5", "Please enter an amount in yuan, for example 59.80."),
        ("price", "0", "The amount must be from"),
        ("price", "123456789", "The amount must be from"),
        ("price", "<b>", "Please enter an amount in yuan, for example 59.80."),
        ("quantity", "", "Please enter the quantity."),
        ("quantity", "0", "Please enter a number from 1"),
        ("quantity", "-1", "Please enter a whole number from 1"),
        ("quantity", "1.5", "Please enter a whole number from 1"),
        ("quantity", "1000000", "Please enter a number from 1"),
        ("quantity", "1e6", "Please enter a whole number from 1"),
        ("quantity", "true", "Please enter a whole number from 1"),
        ("unit", "ton", "This is not one of the options. Please choose again."),
        ("category", "", "Please choose one."),
        ("description", "x" * 1001, "Please use at most 1000 characters."),
    ],
)
def test_a_bad_answer_comes_back_with_a_sentence_and_what_was_typed(
    shop: Client, yang: Producer, field: str, typed: str, sentence: str
) -> None:
    photo_id = sent_photo(yang.producer_id)

    answer = submit(shop, photo=photo_id, **{"title": "银 & <b>簪", field: typed})

    assert answer.status_code == 422
    assert sentence in answer.body
    assert f'href="#{field}"' in answer.body
    assert "<title>Problem: Add a product" in answer.body
    assert f'name="photo" value="{photo_id}"' in answer.body
    assert "银 &amp; &lt;b&gt;簪" in answer.body or field == "title"
    assert not listings_of_producer(yang.producer_id).items


def test_every_refusal_is_also_said_in_chinese(signed_in_as: SignIn, yang: Producer) -> None:
    shop = signed_in_as(f"producer:{yang.producer_id}", lang="zh-Hans")

    answer = submit(shop, photo="", quantity="1e6")

    assert "请先选一张商品照片。" in answer.body
    assert "请输入" in answer.body or "请填写" in answer.body


def test_goods_without_a_photo_ask_for_one_and_keep_the_rest(shop: Client) -> None:
    answer = submit(shop, photo="")

    assert answer.status_code == 422
    assert 'href="#photo"' in answer.body
    assert 'value="雷山银发簪"' in answer.body
    assert 'action="/uploads/"' in answer.body


def test_a_neighbours_photo_cannot_be_used(shop: Client, neighbour: Client) -> None:
    theirs = photo_on_the_page(neighbour.get("/shop/listings/new"))

    assert submit(shop, photo=theirs).status_code == 422
    assert shop.get(f"/shop/photos/{theirs}").status_code == 404


def test_a_refused_photo_says_why_and_loses_nothing(shop: Client, yang: Producer) -> None:
    photo_id = sent_photo(yang.producer_id, b"a text called photo.jpg")
    second_page = shop.get(f"/shop/listings/new?photo={photo_id}")
    assert (
        "We cannot open this file as a photo. Please use a JPEG, PNG or HEIC photo."
        in second_page.body
    )
    assert 'action="/uploads/"' in second_page.body

    page = shop.follow(submit(shop, photo=photo_id))

    assert first_listing(yang).title == "雷山银发簪"
    assert "We cannot open this file as a photo. Please use a JPEG, PNG or HEIC photo." in page.body
    assert "Try another photo" in page.body
    assert "Needs a new photo" in shop.get("/shop").body


def test_a_page_can_follow_its_photo(shop: Client, yang: Producer) -> None:
    awaiting = photo_on_the_page(shop.get("/shop/listings/new"))
    refused = sent_photo(yang.producer_id, b"a text")

    assert '"awaiting"' in shop.get(f"/shop/photos/{awaiting}").body
    assert (
        "We cannot open this file as a photo. Please use a JPEG, PNG or HEIC photo."
        in shop.get(f"/shop/photos/{refused}").body
    )


def test_a_page_may_begin_another_photo(shop: Client) -> None:
    answer = shop.post("/shop/photos")

    assert answer.status_code == 200
    assert '"fields"' in answer.body


def test_another_photo_comes_back_to_the_listing(shop: Client, yang: Producer) -> None:
    listing = offered(producer_id=yang.producer_id)
    page = shop.get(f"/shop/listings/{listing.listing_id}?change=photo")
    photo_id = photo_on_the_page(page)
    put_object(f"incoming/{photo_id}", jpeg(), content_type="image/jpeg")

    html = shop.get(f"/shop/listings/{listing.listing_id}?photo={photo_id}").body

    assert "The photo is being checked." in html
    assert 'action="/uploads/"' not in html


def test_stock_is_changed_by_what_came_and_went(shop: Client, yang: Producer) -> None:
    listing = offered(producer_id=yang.producer_id, quantity=5)
    path = f"/shop/listings/{listing.listing_id}/stock"

    shop.follow(shop.post(path, way="add", units=7, form_key="a" * 16))
    shop.follow(shop.post(path, way="take", units=2, form_key="b" * 16))

    assert Stock.get(listing.sku_id).left == 10


@pytest.mark.parametrize(
    ("way", "units", "status"),
    [
        ("take", "6", 409),
        ("add", "0", 422),
        ("add", "-1", 422),
        ("add", "1.5", 422),
        ("add", "1e6", 422),
        ("add", "1000000", 422),
        ("set", "3", 422),
    ],
)
def test_stock_that_cannot_be_is_refused(
    shop: Client, yang: Producer, way: str, units: str, status: int
) -> None:
    listing = offered(producer_id=yang.producer_id, quantity=5)

    answer = shop.post(f"/shop/listings/{listing.listing_id}/stock", way=way, units=units)

    assert answer.status_code == status
    assert f'value="{units}"' in answer.body
    assert Stock.get(listing.sku_id).left == 5


def test_goods_sent_back_say_why_and_can_be_mended(shop: Client, yang: Producer) -> None:
    listing = offered(producer_id=yang.producer_id)
    reject(listing.listing_id, "请写清楚 <银> 含量", "reviewer")
    page = shop.get(f"/shop/listings/{listing.listing_id}")
    assert "请写清楚 &lt;银&gt; 含量" in page.body

    path = f"/shop/listings/{listing.listing_id}/edit"
    assert 'value="168.00"' in shop.get(path).body
    shop.follow(shop.post(path, **{**ANSWERS, "title": "雷山 S990 银发簪"}))

    assert get_listing(listing.listing_id).title == "雷山 S990 银发簪"
    assert get_listing(listing.listing_id).state == "submitted"


def test_a_bad_edit_comes_back(shop: Client, yang: Producer) -> None:
    listing = offered(producer_id=yang.producer_id)

    answer = shop.post(f"/shop/listings/{listing.listing_id}/edit", **{**ANSWERS, "price": "cheap"})

    assert answer.status_code == 422
    assert 'value="cheap"' in answer.body


def test_everyone_sees_only_their_own(neighbour: Client, visitor: Client, yang: Producer) -> None:
    listing = offered(producer_id=yang.producer_id)
    path = f"/shop/listings/{listing.listing_id}"

    assert neighbour.get(path).status_code == 404
    assert neighbour.get(f"{path}/edit").status_code == 404
    assert neighbour.post(f"{path}/stock", way="take", units=1).status_code == 404
    assert neighbour.post(f"{path}/submit").status_code == 404
    assert neighbour.post(f"{path}/edit", **ANSWERS).status_code == 404
    assert visitor.get(path).status_code == 303
    assert visitor.post(f"{path}/submit").status_code == 403


def test_a_shop_is_read_by_page(shop: Client, yang: Producer) -> None:
    for at in range(26):
        offer_listing(yang.producer_id, Goods(f"Goods {at}", 100), 1, NewListing(str(at), "yang"))

    first = shop.get("/shop").body
    more = re.search(r'href="(/shop\?cursor=[^"]+)"', first)

    assert more
    assert len(re.findall("Goods ", first)) == 24
    assert len(re.findall("Goods ", shop.get(more[1]).body)) == 2


def test_a_photo_is_turned_before_its_goods_are_listed_and_nothing_typed_is_lost(
    shop: Client, yang: Producer
) -> None:
    photo_id = sent_photo(yang.producer_id)
    page = shop.get(f"/shop/listings/new?photo={photo_id}").body
    assert 'formaction="/shop/photos/turn" name="turned" value="1"' in page

    turned = shop.post("/shop/photos/turn", **ANSWERS, photo=photo_id, turned="1")
    receive_photo(f"incoming/{photo_id}")
    page = shop.follow(submit(shop, photo=photo_id)).body

    assert turned.status_code == 200
    assert "being checked" in turned.body
    assert 'value="雷山银发簪"' in turned.body
    assert first_listing(yang).photo_ref == f"{photo_id}-1"
    assert f"/photos/{photo_id}-1/960.jpg" in page
    assert f'"src":"/photos/{photo_id}-1/480.jpg"' in shop.get(f"/shop/photos/{photo_id}").body


def test_a_photo_is_turned_from_the_page_of_its_goods(shop: Client, yang: Producer) -> None:
    photo_id = sent_photo(yang.producer_id)
    submit(shop, photo=photo_id)
    path = f"/shop/listings/{first_listing(yang).listing_id}"
    assert 'name="turned" value="1"' in shop.get(path).body

    page = shop.follow(shop.post(f"{path}/turn", turned="1")).body

    assert "being checked" in page
    assert 'name="turned"' not in page


@pytest.mark.parametrize("turned", ["4", "-1", "", "x"])
def test_a_photo_is_turned_by_quarters_only(shop: Client, yang: Producer, turned: str) -> None:
    photo_id = sent_photo(yang.producer_id)

    answer = shop.post("/shop/photos/turn", photo=photo_id, turned=turned)

    assert answer.status_code == 422


def test_a_neighbours_photo_is_not_turned(shop: Client) -> None:
    theirs = sent_photo("neighbour")

    assert shop.post("/shop/photos/turn", photo=theirs, turned="1").status_code == 404


def test_a_drawing_is_not_turned(shop: Client, yang: Producer) -> None:
    listing = offered(producer_id=yang.producer_id)

    assert 'name="turned"' not in shop.get(f"/shop/listings/{listing.listing_id}").body


def test_what_the_machine_stops_comes_back_at_once_and_is_mended(
    shop: Client, yang: Producer
) -> None:
    page = shop.follow(
        _send(shop, yang, title="国家级神药 治胃病抗癌蜂蜜", description="无效退款")
    ).body
    listing = first_listing(yang)

    assert listing.state == "rejected"
    assert page.count("<mark>") >= 3
    assert "<mark>国家级</mark>" in page
    assert "may not promise to treat" in page
    assert "not checked against the official text" in page
    again = shop.post(f"/shop/listings/{listing.listing_id}/submit")
    assert (again.status_code, "Some words have to be changed" in again.body) == (409, True)

    mended = {**ANSWERS, "title": "百花蜂蜜", "description": "一年取一次"}
    page = shop.follow(shop.post(f"/shop/listings/{listing.listing_id}/edit", **mended)).body
    assert first_listing(yang).state == "submitted"
    assert "<mark>" not in page


def test_a_producer_who_disagrees_asks_a_person(shop: Client, yang: Producer) -> None:
    _send(shop, yang, title="全国第一村的蜂蜜 销量第一")
    listing = first_listing(yang)
    path = f"/shop/listings/{listing.listing_id}"
    assert "Ask a person" in shop.get(path).body

    for _ in range(2):
        shop.follow(shop.post(f"{path}/submit", ask="person"))

    assert (first_listing(yang).state, first_listing(yang).person_asked) == ("submitted", True)
    assert "Ask a person" not in shop.get(path).body


def test_a_kind_is_chosen_from_groups_and_comes_back_with_craft_and_season(
    shop: Client, yang: Producer
) -> None:
    kind = {"category": "silver-metal", "craft": "silversmithing"}
    season = {"season_from": "11", "season_to": "2"}

    _send(shop, yang, **kind, **season)

    listing = first_listing(yang)
    assert (listing.category, listing.subcategory) == ("crafts", "silver-metal")
    page = shop.get(f"/shop/listings/{listing.listing_id}/edit").body
    assert '<optgroup label="Other crafts">' in page
    for value in (*kind.values(), *season.values()):
        assert f'<option value="{value}" selected>' in page


def test_half_a_season_is_refused_and_nothing_typed_is_lost(shop: Client, yang: Producer) -> None:
    answer = _send(shop, yang, category="honey", season_from="9", season_to="")

    assert answer.status_code == 422
    assert 'href="#season_to"' in answer.body
    assert '<option value="honey" selected>' in answer.body
    assert '<option value="9" selected>' in answer.body
