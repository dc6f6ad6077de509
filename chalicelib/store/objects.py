"""Objects: photos, video and files in the one bucket, by prefix."""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session

from chalicelib.errors import NotFound
from chalicelib.settings import settings

FOREVER = "public, max-age=31536000, immutable"
UPLOAD_MINUTES = 60


@cache
def _client() -> Any:
    style = "path" if settings().is_local else "virtual"
    return get_session().create_client("s3", config=Config(s3={"addressing_style": style}))


def put_object(key: str, body: bytes, *, content_type: str, cache_control: str = FOREVER) -> None:
    """Store an object. The same key and bytes again change nothing that a reader could see."""
    _client().put_object(
        Bucket=settings().bucket,
        Key=key,
        Body=body,
        ContentType=content_type,
        CacheControl=cache_control,
    )


def get_object(key: str) -> bytes:
    """The bytes of an object. Raises NotFound."""
    try:
        found = _client().get_object(Bucket=settings().bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise NotFound("not-found") from None
        raise
    body: bytes = found["Body"].read()
    return body


def delete_object(key: str) -> None:
    """Delete an object; one that is not there is no news."""
    _client().delete_object(Bucket=settings().bucket, Key=key)


def list_keys(prefix: str, *, after: str = "", limit: int = 1000) -> list[str]:
    """Keys under a prefix in order, at most 1,000, from the one after `after`."""
    found = _client().list_objects_v2(
        Bucket=settings().bucket, Prefix=prefix, StartAfter=after, MaxKeys=limit
    )
    return [one["Key"] for one in found.get("Contents", [])]


def presigned_upload(key: str, *, most_bytes: int, redirect_to: str) -> dict[str, str]:
    """The fields of a form that may put one object under `key`, from 1 to `most_bytes` bytes, for an hour.

    The form is posted to `/uploads/` with the file last; the browser is sent to `redirect_to` (absolute) afterwards.
    """
    signed = _client().generate_presigned_post(
        settings().bucket,
        key,
        Fields={"success_action_redirect": redirect_to},
        Conditions=[
            ["content-length-range", 1, most_bytes],
            {"success_action_redirect": redirect_to},
        ],
        ExpiresIn=UPLOAD_MINUTES * 60,
    )
    fields: dict[str, str] = signed["fields"]
    return fields
