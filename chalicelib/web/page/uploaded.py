"""Files that come with a form itself, for the few pages that read one at once."""

from io import BytesIO

from multipart import MultipartError, parse_form_data

from chalicelib.web.page.asking import Asking
from chalicelib.web.page.forms import MOST_FIELDS


def uploaded(one: Asking, name: str) -> bytes:
    """The bytes of a file of a multipart form; none when there is no such file. `read_form` has bounded the body."""
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": one.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(one.body)),
        "wsgi.input": BytesIO(one.body),
    }
    try:
        _fields, files = parse_form_data(environ, strict=True, part_limit=MOST_FIELDS)
    except MultipartError:
        return b""
    found = files.get(name)
    return found.file.read() if found else b""
