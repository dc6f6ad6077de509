"""Objects: photos, video and files in the one bucket, by prefix."""

import hashlib
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from chalicelib.errors import NotFound
from chalicelib.settings import settings

FOREVER = "public, max-age=31536000, immutable"
PRIVATE = "private, no-store"
UPLOAD_MINUTES = 60
DOWNLOAD_MINUTES = 5
VIEW_MINUTES = 15


@cache
def _client() -> Any:
    """Signs by the newer rule everywhere: left alone, botocore takes the older one in older regions, which CloudFront
    and S3's own policies may refuse."""
    # Most starts serve pages that need no bucket, and botocore's clients are half of a start.
    from botocore.config import Config  # noqa: PLC0415
    from botocore.session import get_session  # noqa: PLC0415

    style = "path" if settings().is_local else "virtual"
    s3 = {"addressing_style": style, "us_east_1_regional_endpoint": "regional"}
    config = Config(signature_version="s3v4", s3=s3)
    return get_session().create_client("s3", config=config)


def put_object(key: str, body: bytes, *, content_type: str, cache_control: str = FOREVER) -> None:
    """Store an object. The same key and bytes again change nothing that a reader could see."""
    _client().put_object(
        Bucket=settings().bucket,
        Key=key,
        Body=body,
        ContentType=content_type,
        CacheControl=cache_control,
    )


def put_object_over(
    key: str, body: bytes, *, over: bytes | None, content_type: str, cache_control: str = FOREVER
) -> bool:
    """Store an object over exactly these bytes (None: over nothing), and say whether it could be done.

    Where a bucket's own key encrypts objects, S3 cannot compare them, and the answer is always False unless `over` is
    None."""
    condition = {"IfNoneMatch": "*"} if over is None else {"IfMatch": f'"{_tag(over)}"'}
    try:
        _client().put_object(
            Bucket=settings().bucket,
            Key=key,
            Body=body,
            ContentType=content_type,
            CacheControl=cache_control,
            **condition,
        )
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in {404, 409, 412}:
            return False
        raise
    return True


def _tag(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def get_object(key: str) -> bytes:
    """The bytes of an object. Raises NotFound."""
    try:
        answer = _client().get_object(Bucket=settings().bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise NotFound("not-found") from None
        raise
    body: bytes = answer["Body"].read()
    return body


def delete_object(key: str) -> None:
    """Delete an object; one that is not there is no news."""
    _client().delete_object(Bucket=settings().bucket, Key=key)


def list_keys(prefix: str, *, after: str = "", limit: int = 1000) -> list[str]:
    """Keys under a prefix in order, at most 1,000, from the one after `after`."""
    answer = _client().list_objects_v2(
        Bucket=settings().bucket, Prefix=prefix, StartAfter=after, MaxKeys=limit
    )
    return [item["Key"] for item in answer.get("Contents", [])]


def presigned_upload(key: str, *, most_bytes: int, redirect_to: str) -> dict[str, str]:
    """The fields of a form that may put one object under `key`, from 1 to `most_bytes` bytes, for an hour.

    The form is posted to `/uploads/` with the file last; the browser is sent to `redirect_to` (absolute) afterwards.
    """
    form = _client().generate_presigned_post(
        settings().bucket,
        key,
        Fields={"success_action_redirect": redirect_to},
        Conditions=[
            ["content-length-range", 1, most_bytes],
            {"success_action_redirect": redirect_to},
        ],
        ExpiresIn=UPLOAD_MINUTES * 60,
    )
    fields: dict[str, str] = form["fields"]
    return fields


def presigned_download(key: str, *, file_name: str) -> str:
    """An address under which anybody who has it may read one object for five minutes, shown under this name.

    On one machine it is a path of our own, which the gateway passes on to the bucket; in the cloud it is S3's.
    """
    disposition = f'inline; filename="{file_name}"'
    address = _signed(key, DOWNLOAD_MINUTES, ResponseContentDisposition=disposition)
    return _own_path(address) if settings().is_local else address


def presigned_view(key: str) -> str:
    """A path of our own under which anybody who has it may see one object for a quarter of an hour: the gateway and
    CloudFront pass `/evidence/` on to the bucket, which judges the signature as if it had been asked itself."""
    return _own_path(_signed(key, VIEW_MINUTES))


def _signed(key: str, minutes: int, **more: str) -> str:
    address: str = _client().generate_presigned_url(
        "get_object",
        Params={"Bucket": settings().bucket, "Key": key, **more},
        ExpiresIn=minutes * 60,
    )
    return address


def _own_path(address: str) -> str:
    """The path and signature of a signed address, without the host, and the bucket where that stands in the path."""
    parts, before = urlsplit(address), urlsplit(_client().meta.endpoint_url).path
    return f"{parts.path.removeprefix(f'{before}/{settings().bucket}')}?{parts.query}"
