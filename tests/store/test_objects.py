"""Signed addresses: ours to look at, the bucket's to judge, on one machine and in every region."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from chalicelib.settings import settings
from chalicelib.store import objects, presigned_download, presigned_upload, presigned_view


@pytest.fixture
def in_the_cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A process of a deployment; nothing of it is asked of anybody."""
    monkeypatch.setenv("FAIR_STAGE", "production")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    _forget()
    yield monkeypatch
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    settings.cache_clear()
    objects._client.cache_clear()  # noqa: SLF001 - a new process has none


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_an_address_is_signed_for_the_host_that_cloudfront_asks(
    in_the_cloud: pytest.MonkeyPatch, region: str
) -> None:
    """The origin of the distribution is the bucket's regional domain name, and the signature covers the host."""
    in_the_cloud.setenv("AWS_DEFAULT_REGION", region)
    in_the_cloud.setenv("AWS_REGION", region)

    direct = urlsplit(presigned_download("private/1.pdf", file_name="1.pdf"))

    assert direct.netloc == f"{settings().bucket}.s3.{region}.amazonaws.com"


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "ap-southeast-1", "cn-north-1"])
def test_a_form_for_a_photo_is_signed_alike_in_every_region(
    in_the_cloud: pytest.MonkeyPatch, region: str
) -> None:
    """Left alone, botocore signs forms in regions from before 2014 by the rule of that time."""
    in_the_cloud.setenv("AWS_DEFAULT_REGION", region)
    in_the_cloud.setenv("AWS_REGION", region)

    fields = presigned_upload("incoming/1", most_bytes=9, redirect_to="https://fair.example/shop")

    assert fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert f"/{region}/s3/aws4_request" in fields["x-amz-credential"]
    assert "AWSAccessKeyId" not in fields


def test_what_is_looked_at_has_a_path_of_our_own(in_the_cloud: pytest.MonkeyPatch) -> None:
    seen = urlsplit(presigned_view("evidence/1/480.jpg"))

    assert (seen.netloc, seen.path) == ("", "/evidence/1/480.jpg")
    assert "X-Amz-Expires=900" in seen.query
    assert "X-Amz-SignedHeaders=host" in seen.query


def test_on_one_machine_too() -> None:
    assert presigned_view("evidence/1/480.jpg").startswith("/evidence/1/480.jpg?")
