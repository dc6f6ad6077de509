"""A photo on its way: begun, sent, received once, and never shown before it has been checked."""

import json
from typing import Any

import boto3
import pytest
import urllib3

from chalicelib.catalogue import get_listing, publish, recommend
from chalicelib.errors import NotFound
from chalicelib.media import (
    WIDTHS,
    Photo,
    address_of,
    attach_photo,
    begin_photo,
    forget_upload,
    get_photo,
    receive_photo,
)
from chalicelib.media.models import Photo as PhotoRecord
from chalicelib.settings import settings
from chalicelib.store import get_object, list_keys, put_object
from tests.costs import assert_cost
from tests.goods import offered
from tests.media.pictures import flat_png, jpeg
from tests.people import LEISHAN, silversmith

BACK = "http://127.0.0.1:8000/shop/listings/new?photo={photo_id}"


def sent(body: bytes, owner_id: str = "yang", listing_id: str = "") -> str:
    """A photo whose bytes lie in the bucket; returns their key."""
    upload = begin_photo(owner_id, BACK, listing_id=listing_id)
    key = upload.fields["key"]
    put_object(key, body, content_type="application/octet-stream")
    return key


def photo_of(key: str) -> Photo:
    return PhotoRecord.find(key.removeprefix("incoming/"))


def notification(*keys: str) -> dict[str, Any]:
    bodies = [json.dumps({"Records": [{"s3": {"object": {"key": key}}}]}) for key in keys]
    return {"Records": [message(str(at), body) for at, body in enumerate(bodies)]}


def message(message_id: str, body: str) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": message_id,
        "body": body,
        "eventSource": "aws:sqs",
    }


def deliver(event: dict[str, Any]) -> list[str]:
    from chalicelib.jobs.media import receive_photos

    answer = receive_photos(event, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def bucket() -> str:
    return f"{boto3.client('s3').meta.endpoint_url}/{settings().bucket}"


def post(bucket: str, fields: dict[str, str], body: bytes) -> Any:
    form: list[tuple[str, Any]] = [*fields.items(), ("file", ("photo.jpg", body))]
    return urllib3.request("POST", bucket, fields=form, redirect=False)


def test_a_photo_is_posted_straight_to_the_bucket(bucket: str) -> None:
    upload = begin_photo("yang", BACK)

    answer = post(bucket, upload.fields, jpeg())

    assert answer.status == 303
    assert answer.headers["Location"].startswith(BACK.replace("{photo_id}", upload.photo_id))
    assert get_object(f"incoming/{upload.photo_id}") == jpeg()


def test_the_bucket_takes_only_what_was_signed(bucket: str) -> None:
    upload = begin_photo("yang", BACK)

    other_key = post(bucket, {**upload.fields, "key": "photos/mine.jpg"}, jpeg())
    other_way = post(bucket, {**upload.fields, "success_action_redirect": "http://evil"}, jpeg())
    too_large = post(bucket, upload.fields, b"x" * 20_000_001)
    empty = post(bucket, upload.fields, b"")

    assert [answer.status for answer in (other_key, other_way, too_large, empty)] == [
        403,
        403,
        400,
        400,
    ]
    assert not list_keys("incoming/")


def test_a_received_photo_is_ready_in_all_sizes() -> None:
    key = sent(jpeg())

    photo = receive_photo(key)
    forget_upload(key)

    assert photo is not None
    assert photo.state == "ready"
    assert len(list_keys(f"photos/{photo.photo_id}/")) == 6
    assert not list_keys("incoming/")


def test_deciding_on_a_photo_costs_one_write() -> None:
    key = sent(jpeg())

    with assert_cost(writes=1, reads=1):
        receive_photo(key)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"a text called photo.jpg", "photo-not-a-photo"),
        (b"", "photo-empty"),
        (flat_png(9000, 9000), "photo-too-many-pixels"),
        (jpeg()[:4000], "photo-damaged"),
        (b"\xff" * 20_000_001, "photo-too-large"),
    ],
    ids=["text", "empty", "81 megapixels", "broken off", "too large"],
)
def test_a_bad_file_is_refused_with_its_reason_and_leaves_nothing(body: bytes, reason: str) -> None:
    key = sent(body)

    assert deliver(notification(key)) == []

    assert (photo_of(key).state, photo_of(key).refusal) == ("refused", reason)
    assert not list_keys("photos/")
    assert not list_keys("incoming/")


def test_hearing_of_a_photo_twice_changes_nothing() -> None:
    key = sent(jpeg())

    assert deliver(notification(key, key)) == []
    assert deliver(notification(key)) == []

    assert photo_of(key).state == "ready"


def test_a_second_upload_does_not_replace_a_photo_that_was_checked() -> None:
    key = sent(jpeg(size=(640, 480)))
    deliver(notification(key))
    before = get_object(f"photos/{photo_of(key).photo_id}/480.jpg")

    put_object(key, jpeg(size=(480, 640)), content_type="image/jpeg")
    deliver(notification(key))

    assert get_object(f"photos/{photo_of(key).photo_id}/480.jpg") == before
    assert not list_keys("incoming/")


def test_an_upload_that_nobody_began_is_dropped() -> None:
    put_object("incoming/stray", jpeg(), content_type="image/jpeg")

    assert deliver(notification("incoming/stray")) == []

    assert not list_keys("")


def test_a_message_that_cannot_be_read_fails_alone() -> None:
    key = sent(jpeg())
    event = notification(key)
    event["Records"].insert(0, message("broken", "no JSON"))
    event["Records"].append(message("test", json.dumps({"Event": "s3:TestEvent"})))

    assert deliver(event) == ["broken"]
    assert photo_of(key).state == "ready"


def test_the_photo_appears_on_goods_offered_before_it_was_checked() -> None:
    key = sent(jpeg(), silversmith().producer_id)
    photo_id = photo_of(key).photo_id
    listing = offered(photo_ref="", photo_id=photo_id)
    assert listing.photo_ref == ""

    deliver(notification(key))

    assert get_listing(listing.listing_id).photo_ref == photo_id


def test_the_photo_appears_on_goods_offered_after_it_was_checked() -> None:
    key = sent(jpeg(), silversmith().producer_id)
    deliver(notification(key))

    listing = offered(photo_ref="", photo_id=photo_of(key).photo_id)

    assert listing.photo_ref == photo_of(key).photo_id


def test_goods_whose_photo_was_refused_say_so_and_take_another() -> None:
    yang = silversmith().producer_id
    bad = sent(b"a text", yang)
    listing = offered(photo_ref="", photo_id=photo_of(bad).photo_id)
    deliver(notification(bad))
    assert get_listing(listing.listing_id).photo_problem == "photo-not-a-photo"

    good = sent(jpeg(), yang, listing.listing_id)
    deliver(notification(good))

    mended = get_listing(listing.listing_id)
    assert (mended.photo_problem, mended.photo_ref) == ("", photo_of(good).photo_id)


def test_another_photo_of_recommended_goods_asks_the_county_again() -> None:
    listing = offered()
    recommend(listing.listing_id, LEISHAN, "official")

    deliver(notification(sent(jpeg(), listing.producer_id, listing.listing_id)))

    assert get_listing(listing.listing_id).state == "submitted"


def test_goods_on_show_keep_the_picture_that_was_reviewed() -> None:
    listing = offered()
    recommend(listing.listing_id, LEISHAN, "official")
    publish(listing.listing_id, "reviewer")

    deliver(notification(sent(jpeg(), listing.producer_id, listing.listing_id)))

    assert get_listing(listing.listing_id).photo_ref == "art/umbrella"


def test_a_neighbours_photo_is_not_found() -> None:
    photo_id = photo_of(sent(jpeg())).photo_id

    with pytest.raises(NotFound):
        get_photo(photo_id, "neighbour")
    with pytest.raises(NotFound):
        attach_photo(photo_id, "neighbour", "listing")


def test_a_private_photo_lies_where_nobody_reads_without_a_signed_address() -> None:
    upload = begin_photo("gmei", BACK, private=True)
    put_object(upload.fields["key"], jpeg(), content_type="image/jpeg")

    deliver(notification(upload.fields["key"]))

    photo = get_photo(upload.photo_id, "gmei")
    assert photo.state == "ready"
    assert not list_keys("photos/")
    home = f"evidence/{photo.photo_id}"
    assert list_keys("evidence/") == sorted(f"{home}/{width}.jpg" for width in WIDTHS)
    assert address_of(photo, 480).startswith(f"/{home}/480.jpg?X-Amz-")


def test_a_private_photo_is_never_put_on_goods() -> None:
    upload = begin_photo("yang", BACK, private=True)

    with pytest.raises(NotFound):
        attach_photo(upload.photo_id, "yang", "listing-1")
