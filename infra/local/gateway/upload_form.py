"""A signed form, judged as S3 judges it: the signature, the time, what was allowed, and nothing besides."""

import base64
import hashlib
import hmac
import io
import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from multipart import MultipartError, MultipartParser, parse_options_header

from chalicelib import clock

INCOMING = "incoming/"
ALGORITHM = "AWS4-HMAC-SHA256"
PARTS_OF_A_SCOPE = 5  # key/day/region/s3/aws4_request
NOT_JUDGED = {"policy", "x-amz-signature"}
MOST_FIELDS = 24
MOST_LETTERS = 16_384


class UploadRefused(Exception):
    """The bucket did not take it; the text is S3's own code, such as EntityTooLarge."""


def judge(body: bytes, content_type: str) -> None:
    """Raises UploadRefused for a form that the fair has not signed so, or not for this file."""
    fields, size = _read(body, content_type)
    if not hmac.compare_digest(_signature(fields), fields.get("x-amz-signature", "")):
        raise UploadRefused("SignatureDoesNotMatch")
    policy = json.loads(base64.b64decode(fields["policy"]))
    if clock.now() >= datetime.fromisoformat(policy["expiration"]):
        raise UploadRefused("AccessDenied")
    _hold_to(policy["conditions"], fields, size)
    if not fields["key"].startswith(INCOMING):
        raise UploadRefused("AccessDenied")


def _read(body: bytes, content_type: str) -> tuple[dict[str, str], int]:
    """The fields of the form before its file, and the size of that."""
    kind, options = parse_options_header(content_type)
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise UploadRefused("MalformedPOSTRequest")
    fields: dict[str, str] = {}
    parser = MultipartParser(
        io.BytesIO(body),
        options["boundary"],
        part_limit=MOST_FIELDS,
        memory_limit=len(body) + 1,
        spool_limit=len(body) + 1,
    )
    try:
        for part in parser:
            if part.name == "file":
                return fields, int(part.size)
            if part.size > MOST_LETTERS or part.name.lower() in fields:
                raise UploadRefused("MalformedPOSTRequest")
            fields[part.name.lower()] = part.value
    except (MultipartError, UnicodeError):
        raise UploadRefused("MalformedPOSTRequest") from None
    raise UploadRefused("MalformedPOSTRequest")  # no file in it


def _signature(fields: Mapping[str, str]) -> str:
    scope = fields.get("x-amz-credential", "").split("/")
    if fields.get("x-amz-algorithm") != ALGORITHM or len(scope) != PARTS_OF_A_SCOPE:
        raise UploadRefused("AccessDenied")
    key = b"AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"].encode()
    for word in [*scope[1:], fields.get("policy", "")]:
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return key.hex()


def _hold_to(conditions: list[Any], fields: Mapping[str, str], size: int) -> None:
    """Every condition is kept, and there is no field that none of them allows."""
    allowed = set(NOT_JUDGED)
    for condition in conditions:
        match condition:
            case ["content-length-range", least, most]:
                if size > most:
                    raise UploadRefused("EntityTooLarge")
                if size < least:
                    raise UploadRefused("EntityTooSmall")
                continue
            case ["starts-with", name, beginning]:
                is_kept = fields.get(name[1:].lower(), "").startswith(beginning)
            case ["eq", name, value]:
                is_kept = fields.get(name[1:].lower()) == value
            case _:
                ((name, value),) = condition.items()
                name = f"${name}"
                is_kept = name == "$bucket" or fields.get(name[1:].lower()) == value
        if not is_kept:
            raise UploadRefused("AccessDenied")
        allowed.add(name[1:].lower())
    if not set(fields) <= allowed:
        raise UploadRefused("AccessDenied")
