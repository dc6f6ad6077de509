"""A page's pictures hang where their owner put them, once, and only after they were checked."""

from collections.abc import Callable

import pytest

from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.media import begin_photo, receive_photo
from chalicelib.showcase import (
    GALLERY,
    MOST_IN_GALLERY,
    Picture,
    add_picture,
    change_picture,
    office_owner,
    remove_picture,
    showcase_of,
    showcases_of,
)
from chalicelib.showcase.models import Showcase
from chalicelib.showcase.rules import COVER, PORTRAIT
from chalicelib.store import put_object
from tests.costs import assert_cost
from tests.media.pictures import jpeg

YANG, LI = "yang", "li"
BACK = "http://127.0.0.1:8000/shop/page?photo={photo_id}"
Sent = Callable[..., str]


@pytest.fixture(scope="session")
def picture_bytes() -> bytes:
    return jpeg(size=(120, 90))


@pytest.fixture
def sent(picture_bytes: bytes) -> Sent:
    """Sends a photo of an owner and gives its id; `checked=False` leaves it waiting."""

    def send(owner_id: str = YANG, *, checked: bool = True, body: bytes = picture_bytes) -> str:
        upload = begin_photo(owner_id, BACK)
        put_object(upload.fields["key"], body, content_type="image/jpeg")
        if checked:
            receive_photo(upload.fields["key"])
        return upload.photo_id

    return send


def hang(photo_id: str, place: str = GALLERY, **words: str) -> Showcase:
    return add_picture(YANG, photo_id, Picture("", place, **words), by="yang")


def refs(place: str = GALLERY) -> list[str]:
    return [hung.photo_ref for hung in showcase_of(YANG).pictures if hung.place == place]


def test_pictures_hang_in_their_places(sent: Sent) -> None:
    cover, portrait, work = sent(), sent(), sent()

    hang(cover, COVER, focus="top")
    hang(portrait, PORTRAIT)
    hang(work, caption="割蜜", caption_en="Cutting the honey")

    showcase = showcase_of(YANG)
    assert showcase.cover == Picture(cover, COVER, "top")
    assert showcase.portrait == Picture(portrait, PORTRAIT)
    assert showcase.gallery == [Picture(work, GALLERY, "middle", "割蜜", "Cutting the honey")]


def test_the_same_photo_twice_hangs_once(sent: Sent) -> None:
    work = sent()

    hang(work)
    again = hang(work)

    assert refs() == [work]
    assert again.version == 1


def test_a_new_cover_takes_the_place_of_the_old_one(sent: Sent) -> None:
    first, second = sent(), sent()
    hang(first, COVER)

    hang(second, COVER)

    assert refs(COVER) == [second]


def test_a_photo_that_is_not_checked_yet_does_not_hang(sent: Sent) -> None:
    with pytest.raises(Refused, match="photo-not-checked-yet"):
        hang(sent(checked=False))

    assert showcase_of(YANG).pictures == []


def test_what_is_no_photo_does_not_hang(sent: Sent) -> None:
    with pytest.raises(Invalid) as error:
        hang(sent(body=b"a text"))

    assert error.value.problems["photo"].message_id == "photo-not-a-photo"


def test_nobody_hangs_the_photo_of_somebody_else(sent: Sent) -> None:
    with pytest.raises(Invalid) as error:
        hang(sent(LI))

    assert error.value.problems["photo"].message_id == "picture-missing"


def test_a_private_photo_does_not_hang(picture_bytes: bytes) -> None:
    upload = begin_photo(YANG, BACK, private=True)
    put_object(upload.fields["key"], picture_bytes, content_type="image/jpeg")
    receive_photo(upload.fields["key"])

    with pytest.raises(Invalid):
        hang(upload.photo_id)


def test_a_full_gallery_says_so(sent: Sent) -> None:
    for _ in range(MOST_IN_GALLERY):
        hang(sent())

    with pytest.raises(Refused, match="gallery-is-full"):
        hang(sent())
    assert len(refs()) == MOST_IN_GALLERY


@pytest.mark.parametrize(
    ("field", "picture"),
    [
        ("place", Picture("", "ceiling")),
        ("focus", Picture("", GALLERY, "everywhere")),
        ("caption", Picture("", GALLERY, caption="蜜" * 41)),
        ("caption", Picture("", GALLERY, caption="抗癌蜂蜜")),
        ("caption_en", Picture("", GALLERY, caption_en="h" * 81)),
    ],
)
def test_what_a_picture_may_not_say_is_named(sent: Sent, field: str, picture: Picture) -> None:
    with pytest.raises(Invalid) as error:
        add_picture(YANG, sent(), picture, by="yang")

    assert list(error.value.problems) == [field]


def test_a_picture_moves_to_a_position_however_often_it_is_sent(sent: Sent) -> None:
    first, second, third = (sent() for _ in range(3))
    for photo in (first, second, third):
        hang(photo)

    for _ in range(2):
        change_picture(YANG, Picture(third, GALLERY, "left"), 0, by="yang")

    assert refs() == [third, first, second]
    assert showcase_of(YANG).gallery[0].focus == "left"


def test_a_cover_stays_a_cover_when_its_words_change(sent: Sent) -> None:
    cover = sent()
    hang(cover, COVER)

    change_picture(YANG, Picture(cover, GALLERY, "bottom", "梯田"), 5, by="yang")

    assert showcase_of(YANG).cover == Picture(cover, COVER, "bottom", "梯田")


def test_what_does_not_hang_cannot_be_changed_and_goes_without_news(sent: Sent) -> None:
    hang(sent())

    with pytest.raises(NotFound):
        change_picture(YANG, Picture("elsewhere", GALLERY), 0, by="yang")
    assert len(remove_picture(YANG, "elsewhere", by="yang").pictures) == 1


def test_a_picture_is_taken_down(sent: Sent) -> None:
    cover, work = sent(), sent()
    hang(cover, COVER)
    hang(work)

    remove_picture(YANG, cover, by="yang")

    assert (showcase_of(YANG).cover, refs()) == (None, [work])


def test_an_office_and_a_maker_have_pages_of_their_own(sent: Sent) -> None:
    office = office_owner("c0001")
    add_picture(office, sent(office), Picture("", COVER), by="wang")

    cases = showcases_of([office, YANG])

    assert [bool(cases[owner].cover) for owner in (office, YANG)] == [True, False]


def test_what_a_showcase_costs(sent: Sent) -> None:
    first, second = sent(), sent()

    with assert_cost(reads=2, writes=1):
        hang(first)
    with assert_cost(reads=2, writes=1):
        hang(second)
    with assert_cost(reads=1):
        remove_picture(YANG, "elsewhere", by="yang")
    with assert_cost(reads=1):
        showcases_of([YANG, LI])
