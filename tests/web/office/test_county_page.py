"""The county office hangs pictures on its county's page, and on no other."""

import json

import pytest

from chalicelib.counties import Storefront, open_office
from chalicelib.media import begin_photo, receive_photo
from chalicelib.showcase import office_owner, showcase_of
from chalicelib.store import put_object
from tests.client import Client
from tests.media.pictures import jpeg
from tests.people import LEISHAN

PAGE = f"/office/page?county={LEISHAN}"
OWNER = office_owner(LEISHAN)


@pytest.fixture(autouse=True)
def leishan() -> None:
    open_office(LEISHAN, Storefront("雷山乡集", "银饰", "0855-3331234"), opened_by="wang")


def sent_photo(owner_id: str = OWNER) -> str:
    upload = begin_photo(owner_id, "http://127.0.0.1:8000/")
    put_object(upload.fields["key"], jpeg(size=(120, 90)), content_type="image/jpeg")
    receive_photo(upload.fields["key"])
    return upload.photo_id


def hang(official: Client, photo_id: str, **words: str) -> str:
    form = {"county": LEISHAN, "photo": photo_id, "place": "cover", **words}
    return official.post("/office/page/pictures", **form).location


def test_a_cover_stands_on_the_county_s_page_and_on_its_card(
    official: Client, visitor: Client
) -> None:
    photo_id = sent_photo()

    location = hang(official, photo_id)

    assert location == f"{PAGE}&done=added"
    assert "The picture is on your page." in official.get(location).body
    for path in (f"/counties/{LEISHAN}", "/counties", "/counties?province=GZ"):
        assert f"/photos/{photo_id}/" in visitor.get(path).body


def test_the_pictures_are_found_from_the_office_s_page(official: Client) -> None:
    assert f'href="{PAGE}"' in official.get("/office").body


def test_a_picture_is_changed_and_taken_down(official: Client) -> None:
    photo_id = sent_photo()
    hang(official, photo_id)
    picture = f"/office/page/pictures/{photo_id}"

    assert 'value="middle" checked' in official.get(f"{picture}?county={LEISHAN}").body
    official.post(picture, county=LEISHAN, focus="bottom", caption="苗寨")
    changed = showcase_of(OWNER).cover
    official.post(picture, county=LEISHAN, do="remove")

    assert changed is not None
    assert (changed.focus, changed.caption) == ("bottom", "苗寨")
    assert showcase_of(OWNER).cover is None


def test_a_script_begins_a_photo_and_asks_how_far_it_is(official: Client) -> None:
    begun = json.loads(official.post("/office/photos", county=LEISHAN).body)
    waiting = json.loads(official.get(f"/office/photos/{begun['photo_id']}").body)
    ready = json.loads(official.get(f"/office/photos/{sent_photo()}").body)

    assert waiting["state"] == "awaiting"
    assert (ready["state"], ready["src"][:8]) == ("ready", "/photos/")


def test_other_counties_and_others_photos_are_not_found(official: Client) -> None:
    others = sent_photo(office_owner("c0001"))

    assert official.get("/office/page?county=c0001").status_code == 404
    assert official.get(f"/office/photos/{others}").status_code == 404
    form = {"photo": others, "place": "cover", "county": LEISHAN}
    assert official.post("/office/page/pictures", **form).status_code == 422
    assert showcase_of(OWNER).pictures == []
