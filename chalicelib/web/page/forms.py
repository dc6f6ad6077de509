"""What people type: bodies into fields, and fields into values. Every parser is bounded, and none raises."""

import re
import secrets
from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime
from io import BytesIO
from typing import Any

from chalicelib.clock import SHANGHAI
from chalicelib.errors import FairError
from chalicelib.money import MOST_FEN, fen_of
from chalicelib.web.page.asking import Asking

MOST_FORM_BYTES = 200_000
MOST_FIELDS = 200
Problems = MutableMapping[str, FairError]
_WHOLE = re.compile(r"\d{1,9}")
_FORM_KEY = re.compile(r"[0-9a-f]{8,64}")


class TooLarge(FairError):
    """More was sent than a form of ours can hold."""


def read_form(one: Asking) -> dict[str, str]:
    """The text fields of a form, read once; files are not read here. Raises TooLarge."""
    if one.fields is None:
        one.fields = _fields(one)
    return one.fields


def _fields(one: Asking) -> dict[str, str]:
    from multipart import MultipartError, parse_form_data  # noqa: PLC0415 - most starts see no form

    if len(one.body) > MOST_FORM_BYTES:
        raise TooLarge("form-too-large")
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": one.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(one.body)),
        "wsgi.input": BytesIO(one.body),
    }
    try:
        fields, _files = parse_form_data(environ, strict=True, part_limit=MOST_FIELDS)
    except MultipartError:
        return {}
    return {str(name): str(value) for name, value in fields.iterallitems()}


def text(
    form: Mapping[str, str],
    name: str,
    least: int,
    most: int,
    problems: Problems,
    *,
    lines: bool = False,
) -> str:
    """A trimmed text of `least` to `most` characters; control characters are dropped, line ends kept if `lines`."""
    allowed = "\n" if lines else ""
    raw = form.get(name, "").replace("\r\n", "\n")
    value = "".join(c for c in raw if c.isprintable() or c in allowed).strip()
    if len(value) < least:
        problems[name] = FairError("field-missing")
    elif len(value) > most:
        problems[name] = FairError("text-too-long", most=most)
    return value


def whole_number(
    form: Mapping[str, str], name: str, least: int, most: int, problems: Problems
) -> int:
    """A whole number between bounds: no sign, exponent, decimal point, or more than 9 digits."""
    typed = form.get(name, "").strip()
    if not typed:
        problems[name] = FairError("field-missing")
    elif not (typed.isascii() and _WHOLE.fullmatch(typed)):
        problems[name] = FairError("not-a-whole-number", least=least, most=most)
    elif not least <= int(typed) <= most:
        problems[name] = FairError("number-out-of-bounds", least=least, most=most)
    return int(typed) if name not in problems else least


def money(
    form: Mapping[str, str],
    name: str,
    problems: Problems,
    *,
    least_fen: int = 1,
    most_fen: int = MOST_FEN,
) -> int:
    """An amount typed in yuan, as fen."""
    typed = form.get(name, "").strip()
    try:
        fen = fen_of(typed)
    except ValueError:
        problems[name] = FairError("not-an-amount" if typed else "field-missing")
        return least_fen
    if not least_fen <= fen <= most_fen:
        problems[name] = FairError(
            "amount-out-of-bounds", least=least_fen / 100, most=most_fen / 100
        )
    return fen


def choice(form: Mapping[str, str], name: str, options: Collection[str], problems: Problems) -> str:
    """One of the options."""
    chosen = form.get(name, "")
    if chosen not in options:
        problems[name] = FairError("choose-one" if not chosen else "not-a-choice")
    return chosen


def moment(form: Mapping[str, str], name: str, problems: Problems) -> datetime | None:
    """A moment typed in Shanghai time ("2026-12-01T19:30", with a space or seconds too); None with a problem."""
    typed = form.get(name, "").strip().replace(" ", "T").replace("：", ":")
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        problems[name] = FairError("not-a-moment" if typed else "field-missing")
        return None
    return read.replace(tzinfo=SHANGHAI) if read.tzinfo is None else read


def kept(form: Mapping[str, str], *names: str, **defaults: Any) -> dict[str, Any]:
    """What to show in a form again: what was typed for each name, or its default."""
    return {
        **dict.fromkeys(names, ""),
        **defaults,
        **{k: v for k, v in form.items() if k in {*names, *defaults}},
    }


def new_form_key() -> str:
    return secrets.token_hex(8)


def read_form_key(form: Mapping[str, str]) -> str:
    """The key that makes a form sent twice count once; a form without one is a form of its own."""
    key = form.get("form_key", "")
    return key if _FORM_KEY.fullmatch(key) else new_form_key()
