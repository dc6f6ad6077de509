"""What the bucket serves and takes: static files, photos, films, uploads."""

import gzip
import http.client
from datetime import timedelta
from typing import Any

import pytest
import urllib3

from chalicelib import clock
from chalicelib.store import list_keys, presigned_download, presigned_upload, put_object
from infra.static_names import names
from tests.local.running import Fair

HOME = "http://127.0.0.1:8000"
MEGABYTE = 1024 * 1024


def test_static_files_come_from_the_folder_and_nothing_above_it(fair: Fair) -> None:
    (fair.static / "fair.css").write_text("body {}")
    (fair.static.parent / "secret.txt").write_text("secret")
    name = names(fair.static)["fair.css"]

    first, body = fair.send("GET", f"/static/{name}")
    again, _ = fair.send("GET", f"/static/{name}", If_None_Match=first.headers["ETag"])
    _, above = fair.send("GET", "/static/..%2Fsecret.txt")

    assert (first.status, body) == (200, b"body {}")
    assert first.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in first.headers["Cache-Control"]
    assert again.status == 304
    assert above == b"hello"  # the application's own "not found"


@pytest.mark.parametrize("name", ["%00", "a" * 4_000, "%FF", "%E4%B8%AD" * 300, "a/" * 1_500])
@pytest.mark.parametrize("place", ["static", "photos", "video"])
def test_a_name_that_no_file_can_have_is_not_found(fair: Fair, place: str, name: str) -> None:
    _, body = fair.send("GET", f"/{place}/{name}")

    assert body == b"hello"  # the application's own "not found"


def test_a_static_file_is_kept_for_ever_under_the_name_of_its_content_alone(fair: Fair) -> None:
    (fair.static / "fair.css").write_text("body {}")
    before = names(fair.static)["fair.css"]
    (fair.static / "fair.css").write_text("body { color: red }")

    old, body = fair.send("GET", f"/static/{before}")
    plain, _ = fair.send("GET", "/static/fair.css")

    assert body == b"body { color: red }"
    assert {old.headers["Cache-Control"], plain.headers["Cache-Control"]} == {"no-cache"}


def test_a_static_file_travels_compressed(fair: Fair) -> None:
    (fair.static / "fair.css").write_text("body { color: red }" * 100)

    answer, body = fair.send("GET", "/static/fair.css", Accept_Encoding="gzip, br")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == b"body { color: red }" * 100


def test_a_film_is_sent_whole_or_in_the_range_that_was_asked_for(fair: Fair) -> None:
    film = bytes(range(256)) * 4000
    put_object(
        "video/s1/a b.mp4", film, content_type="video/mp4", cache_control="public, max-age=9"
    )

    whole, body = fair.send("GET", "/video/s1/a%20b.mp4")
    part, piece = fair.send("GET", "/video/s1/a%20b.mp4", Range="bytes=10-19")
    head, nothing = fair.send("HEAD", "/video/s1/a%20b.mp4")

    assert body == film
    assert whole.headers["Content-Type"] == "video/mp4"
    assert whole.headers["Cache-Control"] == "public, max-age=9"
    assert (part.status, piece) == (206, film[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(film)}"
    assert (head.headers["Content-Length"], nothing) == (str(len(film)), b"")


@pytest.mark.parametrize(
    "path",
    [
        "/photos/../private/payouts.csv",
        "/photos/..%2Fprivate%2Fpayouts.csv",
        "/photos/%2e%2e/private/payouts.csv",
        "/video/./../private/payouts.csv",
        "/private/payouts.csv",
        "/evidence/../private/payouts.csv",
        "/evidence/payouts.jpg",
    ],
)
def test_what_is_private_is_not_served(fair: Fair, path: str) -> None:
    put_object("private/payouts.csv", b"secret", content_type="text/csv")
    put_object("evidence/payouts.jpg", b"secret", content_type="image/jpeg")

    _, body = fair.send("GET", path)

    assert body == b"hello"  # the application's own "not found"


def test_a_photo_that_is_not_there_is_the_application_s_not_found(fair: Fair) -> None:
    fair.send("GET", "/photos/none.jpg")

    assert fair.asked[0]["path"] == "/photos/none.jpg"


def test_a_presigned_form_puts_a_photo_and_sends_the_person_on(fair: Fair) -> None:
    answer, _ = upload(fair, b"jpeg", most_bytes=100)

    assert answer.status == 303
    assert answer.headers["Location"].startswith("http://127.0.0.1:8000/goods/new")


def test_a_refused_photo_is_a_page_in_the_reader_s_language(fair: Fair) -> None:
    answer, body = upload(fair, b"x" * 200, most_bytes=100, Accept_Language="en", Cookie="k=v")

    assert (answer.status, body) == (422, b"refused: EntityTooLarge")
    (event,) = fair.asked
    assert (event["httpMethod"], event["path"]) == ("GET", "/uploads/refused")
    assert event["headers"]["Accept-Language"] == "en"
    assert event["headers"]["Cookie"] == "k=v"


def test_a_photo_under_another_name_than_was_signed_is_refused(fair: Fair) -> None:
    _, body = upload(fair, b"jpeg", most_bytes=100, key="incoming/other")

    assert body == b"refused: AccessDenied"


def test_a_photo_of_30_megabytes_is_refused_before_it_is_read(fair: Fair) -> None:
    _, body = upload(fair, b"x" * 30 * MEGABYTE, most_bytes=20 * MEGABYTE)

    assert body == b"refused: EntityTooLarge"


def test_a_form_that_nobody_signed_is_refused(fair: Fair) -> None:
    answer, body = fair.send("POST", "/uploads/", b"junk", Content_Type="multipart/form-data")

    assert answer.status == 422
    assert body.startswith(b"refused: ")


SLY = "<script>fetch('/audit')</script>"


@pytest.mark.parametrize(
    "sly",
    [
        {"key": "photos/evil/x.html", "x-amz-signature": "x"},
        {"key": "photos/evil/x.html"},
        {"key": "private/statements/1.csv"},
        {"x-amz-signature": ""},
        {"x-amz-credential": "local/20260101/us-east-1/s3/aws4_request"},
        {"x-amz-algorithm": "none"},
        {"content-type": "text/html"},
        {"policy": "e30="},
        {"success_action_redirect": "https://evil.example"},
    ],
)
def test_a_form_that_was_changed_is_refused_and_stores_nothing(
    fair: Fair, sly: dict[str, str]
) -> None:
    fields = presigned_upload("incoming/p9", most_bytes=100, redirect_to=f"{HOME}/goods/new")

    answer, _ = post(fair, {**fields, **sly}, SLY.encode())

    assert answer.status == 422
    assert not list_keys("photos/evil")
    assert not list_keys("private/statements")
    assert not list_keys("incoming/p9")


def test_a_form_signed_for_another_place_than_uploads_is_refused(fair: Fair) -> None:
    """Nobody signs one; and should somebody, the door knows where uploads lie."""
    fields = presigned_upload("photos/p9", most_bytes=100, redirect_to=f"{HOME}/goods/new")

    assert post(fair, fields, b"x")[1] == b"refused: AccessDenied"


def test_a_form_is_good_for_an_hour(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = presigned_upload("incoming/p9", most_bytes=100, redirect_to=f"{HOME}/goods/new")
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert post(fair, fields, b"x")[1] == b"refused: AccessDenied"


def test_a_form_from_a_page_of_somebody_else_is_refused(fair: Fair) -> None:
    fields = presigned_upload("incoming/p9", most_bytes=100, redirect_to=f"{HOME}/goods/new")

    assert post(fair, fields, b"x", Origin="https://evil.example")[1] == b"refused: AccessDenied"
    assert post(fair, fields, b"x", Origin=HOME)[0].status == 303


@pytest.mark.parametrize(
    ("kind", "served"),
    [
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/javascript; charset=utf-8", "application/octet-stream"),
        ("image/avif", "image/avif"),
    ],
)
def test_what_was_uploaded_is_never_a_page(fair: Fair, kind: str, served: str) -> None:
    put_object("photos/p9/480", SLY.encode(), content_type=kind)

    answer, _ = fair.send("GET", "/photos/p9/480")

    assert answer.headers["Content-Type"] == served
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def upload(
    fair: Fair, photo: bytes, *, most_bytes: int, key: str = "", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    fields = presigned_upload(
        "incoming/p1", most_bytes=most_bytes, redirect_to="http://127.0.0.1:8000/goods/new"
    )
    return post(fair, {**fields, "key": key or fields["key"]}, photo, **headers)


def post(
    fair: Fair, fields: dict[str, str], photo: bytes, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    form: list[Any] = [*fields.items(), ("file", ("a.jpg", photo, "image/jpeg"))]
    body, kind = urllib3.encode_multipart_formdata(form)
    return fair.send("POST", "/uploads/", body, Content_Type=kind, **headers)


def test_a_private_object_is_read_with_its_signed_address_alone(fair: Fair) -> None:
    put_object("private/a b.pdf", b"%PDF", content_type="application/pdf")
    put_object("private/other.pdf", b"other", content_type="application/pdf")
    signed = presigned_download("private/a b.pdf", file_name="invoice-1.pdf")

    answer, body = fair.send("GET", signed)

    assert (answer.status, body) == (200, b"%PDF")
    assert answer.headers["Content-Disposition"] == 'inline; filename="invoice-1.pdf"'
    for forged in (
        signed.replace("a%20b", "other"),
        signed.replace("Expires=300", "Expires=30000"),
        signed[:-3] + "000",
        signed.partition("&X-Amz-Signature")[0],
        signed.partition("?")[0],
        signed.partition("?")[0] + "?X-Amz-Signature=x",
    ):
        _, refused = fair.send("GET", forged)
        assert refused == b"hello", forged
