"""What came with a request: the fields of its form, the files in it, and what a page that is shown again was told."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from chalicelib.errors import FairError
from chalicelib.web.page.asking import PageRequest, asking

MOST_FORM_BYTES = 200_000
MOST_FIELDS = 200


class TooLarge(FairError):
    """More was sent than a form of ours can hold."""


def read_form(current: PageRequest) -> dict[str, str]:
    """The text fields of a form, the last of each name, read once; files are not read here. Raises TooLarge."""
    if current.fields is None:
        if len(current.body) > MOST_FORM_BYTES:
            raise TooLarge("form-too-large")
        fields, _ = _parsed(current)
        current.fields = {str(name): str(value) for name, value in fields}
    return current.fields


def read_file(current: PageRequest, name: str) -> bytes:
    """The bytes of a file of a multipart form; none when there is no such file. `read_form` has bounded the body."""
    _, files = _parsed(current)
    file = next((file for field, file in files if field == name), None)
    return file.file.read() if file else b""


def named() -> Mapping[str, str]:
    """What a request says of the thing that it is about: the form's fields, and of a link what stands in its query."""
    return read_form(asking()) if asking().method == "POST" else asking().query


def typed() -> Mapping[str, str]:
    """What a page that is shown again, since something was wrong, has to show again; nothing at a first look."""
    return read_form(asking()) if asking().problems else {}


def _parsed(current: PageRequest) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    if not current.body:
        return [], []
    from multipart import MultipartError, parse_form_data  # noqa: PLC0415 - most starts see no form

    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": current.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(current.body)),
        "wsgi.input": BytesIO(current.body),
    }
    try:
        fields, files = parse_form_data(environ, strict=True, part_limit=MOST_FIELDS)
    except MultipartError:
        return [], []
    return list(fields.iterallitems()), list(files.iterallitems())
