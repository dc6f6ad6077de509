"""A maker's own page: pictures hang there, words stand there, and buyers see both."""

import pytest

from chalicelib.media import begin_photo, receive_photo
from chalicelib.producers import Producer, get_producer
from chalicelib.showcase import showcase_of
from chalicelib.store import put_object
from tests.client import Client
from tests.media.pictures import jpeg
from tests.people import tea_garden

PAGE = "/shop/page"


def sent_photo(owner_id: str, *, checked: bool = True) -> str:
    upload = begin_photo(owner_id, "http://127.0.0.1:8000/")
    put_object(upload.fields["key"], jpeg(size=(120, 90)), content_type="image/jpeg")
    if checked:
        receive_photo(upload.fields["key"])
    return upload.photo_id


@pytest.fixture
def cover(shop: Client, yang: Producer) -> str:
    photo_id = sent_photo(yang.producer_id)
    shop.post(f"{PAGE}/pictures", photo=photo_id, place="cover", caption="<银匠>")
    return photo_id


def test_the_page_takes_a_photo_and_brings_it_back(shop: Client, yang: Producer) -> None:
    first = shop.get(PAGE).body
    second = shop.get(f"{PAGE}?photo={sent_photo(yang.producer_id)}").body

    assert 'action="/uploads/"' in first
    assert "No pictures yet" in first
    assert "The photo is good." in second
    assert 'action="/shop/page/pictures" novalidate>' in second


def test_a_cover_is_what_buyers_see_first(
    shop: Client, visitor: Client, yang: Producer, cover: str
) -> None:
    own = shop.get(f"{PAGE}?done=added").body
    html = visitor.get(f"/producers/{yang.producer_id}").body

    assert "The picture is on your page." in own
    assert f'class="cover"><picture><source type="image/avif" srcset="/photos/{cover}' in "".join(
        line.strip() for line in html.splitlines()
    )
    assert 'alt="&lt;银匠&gt;"' in html
    assert f'<meta property="og:image" content="http://127.0.0.1:8000/photos/{cover}' in html


def test_the_focus_is_a_class_since_no_inline_style_is_allowed(
    shop: Client, visitor: Client, yang: Producer, cover: str
) -> None:
    answer = shop.post(f"{PAGE}/pictures/{cover}", focus="top-left", caption="银匠")

    html = visitor.get(f"/producers/{yang.producer_id}").body
    assert answer.location == f"{PAGE}?done=changed"
    assert 'class="focus-top-left"' in html
    assert "style=" not in html


def test_a_photo_on_its_way_keeps_what_was_typed(shop: Client, yang: Producer) -> None:
    photo_id = sent_photo(yang.producer_id, checked=False)

    answer = shop.post(f"{PAGE}/pictures", photo=photo_id, place="portrait", caption="杨阿婆")

    assert answer.status_code == 409
    assert "Please try again in a few seconds." in answer.body
    assert f'name="photo" value="{photo_id}"' in answer.body
    assert 'value="杨阿婆"' in answer.body
    assert 'value="portrait" checked' in answer.body


def test_a_form_without_a_photo_says_so(shop: Client) -> None:
    answer = shop.post(f"{PAGE}/pictures", place="cover")

    assert answer.status_code == 422
    assert "Please choose a photo first." in answer.body


def test_a_caption_that_may_not_be_said_comes_back(shop: Client, cover: str) -> None:
    answer = shop.post(f"{PAGE}/pictures/{cover}", focus="top", caption="抗癌银饰")

    assert answer.status_code == 422
    assert 'value="抗癌银饰"' in answer.body
    assert 'value="top" checked' in answer.body


def test_a_picture_is_taken_down(shop: Client, visitor: Client, yang: Producer, cover: str) -> None:
    answer = shop.post(f"{PAGE}/pictures/{cover}", do="remove")

    assert answer.location == f"{PAGE}?done=removed"
    assert cover not in visitor.get(f"/producers/{yang.producer_id}").body


def test_pictures_of_another_shop_are_not_found(neighbour: Client, cover: str) -> None:
    assert neighbour.get(f"{PAGE}/pictures/{cover}").status_code == 404
    answer = neighbour.post(f"{PAGE}/pictures/{cover}", focus="top", caption="")

    assert answer.status_code == 404
    assert neighbour.post(f"{PAGE}/pictures", photo=cover, place="cover").status_code == 422
    assert showcase_of(tea_garden().producer_id).pictures == []


def test_a_maker_tells_their_story_in_both_languages(
    shop: Client, visitor: Client, yang: Producer
) -> None:
    answer = shop.post(
        f"{PAGE}/words",
        story="打银三代。\r\n每件都亲手錾。",
        name_en="Yang's Silver",
        story_en="Silver for three generations.",
    )

    english = visitor.get(f"/producers/{yang.producer_id}").body
    visitor.cookies["language"] = "zh-Hans"
    chinese = visitor.get(f"/producers/{yang.producer_id}").body
    assert answer.location == f"{PAGE}?done=said"
    assert "Silver for three generations." in english
    assert "<h1>Yang" in english
    assert "<p>打银三代。</p>" in chinese
    assert yang.name in chinese


def test_words_that_may_not_be_said_come_back(shop: Client, yang: Producer) -> None:
    answer = shop.post(f"{PAGE}/words", story="佩戴可治胃病抗癌", name_en="", story_en="")

    assert answer.status_code == 422
    assert "佩戴可治胃病抗癌" in answer.body
    assert get_producer(yang.producer_id).story == yang.story
