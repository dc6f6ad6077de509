"""A photo that was taken with the phone held wrongly is turned, as its owner says and no further."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.catalogue import Listing, get_listing, publish, recommend, turn_photo_of
from chalicelib.errors import NotFound, Refused
from chalicelib.media import Photo, begin_photo, get_photo, turn_photo
from chalicelib.media.models import Photo as PhotoRecord
from chalicelib.store import get_object, list_keys, on_call, put_object
from tests.costs import assert_cost
from tests.goods import offered
from tests.media.pictures import BLUE, CORNERS, GREEN, RED, YELLOW, corners_of, jpeg, opened
from tests.media.test_photos import BACK, deliver, notification, sent
from tests.people import LEISHAN, silversmith

TURNED = {
    0: CORNERS,
    1: (BLUE, RED, YELLOW, GREEN),
    2: CORNERS[::-1],
    3: (GREEN, YELLOW, RED, BLUE),
}


@pytest.fixture
def photo() -> Photo:
    """A photo of Yang's that has been drawn as it came."""
    key = sent(jpeg(size=(640, 480)), silversmith().producer_id)
    deliver(notification(key))
    return PhotoRecord.find(key.removeprefix("incoming/"))


def turn(photo: Photo, turned: int) -> Photo:
    return turn_photo(photo.photo_id, photo.owner_id, turned)


def draw(photo: Photo) -> Photo:
    """What the bucket's news brings about; the photo as it is then."""
    deliver(notification(f"incoming/{photo.photo_id}"))
    return get_photo(photo.photo_id, photo.owner_id)


def listed(photo: Photo) -> Listing:
    return offered(photo_ref="", photo_id=photo.photo_id)


def seen(ref: str) -> Any:
    return opened(get_object(f"photos/{ref}/480.jpg"))


def shows(ref: str, turned: int) -> bool:
    return all(
        abs(a - b) < 12
        for corner, right in zip(corners_of(seen(ref)), TURNED[turned], strict=True)
        for a, b in zip(corner, right, strict=True)
    )


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_a_photo_is_drawn_as_it_was_turned(photo: Photo, turned: int) -> None:
    assert turn(photo, turned).state == "awaiting"
    assert list_keys("incoming/") == [f"incoming/{photo.photo_id}"]

    drawn = draw(photo)

    assert (drawn.state, drawn.ref) == ("ready", f"{photo.photo_id}-{turned}")
    assert shows(drawn.ref, turned)
    assert not list_keys("incoming/")


def test_turning_costs_a_read_and_a_write_and_drawing_no_more_than_at_first(photo: Photo) -> None:
    with assert_cost(reads=1, writes=1):
        turn(photo, 1)
    with assert_cost(reads=2, writes=1):
        draw_once = deliver(notification(f"incoming/{photo.photo_id}"))

    assert draw_once == []


def test_the_same_turn_twice_turns_once(photo: Photo) -> None:
    turn(photo, 1)
    turn(photo, 1)
    drawn = draw(photo)
    before = get_object(f"photos/{drawn.ref}/480.jpg")

    assert turn(photo, 1).state == "ready"
    assert draw(photo).ref == drawn.ref

    assert get_object(f"photos/{drawn.ref}/480.jpg") == before
    assert shows(drawn.ref, 1)


def test_a_photo_that_was_turned_all_the_way_round_is_as_good_as_it_was(photo: Photo) -> None:
    before = get_object(f"photos/{photo.photo_id}/960.avif")
    for turned in (1, 2, 3, 0):
        turn(photo, turned)
        drawn = draw(photo)
        assert shows(drawn.ref, turned)

    assert drawn.ref == photo.photo_id
    assert get_object(f"photos/{photo.photo_id}/960.avif") == before


def test_a_photo_turned_before_it_is_drawn_is_drawn_once_as_it_was_turned() -> None:
    upload = begin_photo("yang", BACK)
    turn_photo(upload.photo_id, "yang", 3)
    put_object(upload.fields["key"], jpeg(size=(640, 480)), content_type="image/jpeg")
    deliver(notification(upload.fields["key"]))

    drawn = get_photo(upload.photo_id, "yang")

    assert shows(drawn.ref, 3)
    assert {key.split("/")[1] for key in list_keys("photos/")} == {f"{upload.photo_id}-3"}
    turn(drawn, 0)
    assert shows(draw(drawn).ref, 0)


def test_a_photo_turned_while_it_is_drawn_ends_as_it_was_turned_last(photo: Photo) -> None:
    clicks = [2]

    def heard(ask: Any, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "UpdateItem" and clicks:
            with ThreadPoolExecutor(1) as owner:
                owner.submit(turn, photo, clicks.pop()).result()
        answer: dict[str, Any] = ask(operation, asked)
        return answer

    turn(photo, 1)
    leave = on_call(heard)
    drawn = draw(photo)
    leave()

    assert drawn.ref == f"{photo.photo_id}-2"
    assert shows(drawn.ref, 2)


def test_bytes_sent_again_do_not_become_a_turned_photo(photo: Photo) -> None:
    turn(photo, 1)
    put_object(f"incoming/{photo.photo_id}", b"other bytes", content_type="image/jpeg")

    assert shows(draw(photo).ref, 1)


def test_the_listing_shows_the_turned_photo_when_it_is_drawn(photo: Photo) -> None:
    listing = listed(photo)
    assert listing.photo_ref == photo.photo_id

    turn_photo_of(listing, 1)
    assert get_listing(listing.listing_id).photo_ref == photo.photo_id
    draw(photo)

    assert get_listing(listing.listing_id).photo_ref == f"{photo.photo_id}-1"


def test_hearing_of_a_photo_again_does_not_ask_the_county_again(photo: Photo) -> None:
    listing = listed(photo)
    recommend(listing.listing_id, LEISHAN, "official")

    draw(photo)

    assert get_listing(listing.listing_id).state == "recommended"


def test_goods_on_show_are_not_turned(photo: Photo) -> None:
    listing = listed(photo)
    recommend(listing.listing_id, LEISHAN, "official")
    publish(listing.listing_id, "reviewer")

    with pytest.raises(Refused):
        turn_photo_of(get_listing(listing.listing_id), 1)


def test_only_its_owner_turns_a_photo_and_nobody_a_drawing_or_a_private_one(photo: Photo) -> None:
    private = begin_photo("yang", BACK, private=True)

    with pytest.raises(NotFound):
        turn_photo(photo.photo_id, "neighbour", 1)
    with pytest.raises(NotFound):
        turn_photo(private.photo_id, "yang", 1)
    with pytest.raises(NotFound):
        turn_photo_of(offered(), 1)
