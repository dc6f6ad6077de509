"""What people type: bodies become fields, fields become values, and what is wrong with them is refused at once."""

import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from chalicelib.clock import SHANGHAI
from chalicelib.errors import FairError, Problems
from chalicelib.money import MOST_FEN, TooManyFen, fen_of
from chalicelib.text import cleaned, odd_sign, whole_number
from chalicelib.web.page.asking import PageRequest, asking, without_nul

MOST_FORM_BYTES = 200_000
MOST_FIELDS = 200
LARGEST = 999_999_999
_FORM_KEY = r"[0-9a-f]{8,64}"


@dataclass(frozen=True, slots=True)
class Form(Mapping[str, str]):
    """What somebody typed, read field by field. Every reader is bounded and gives a value even for what is wrong, which
    it notes; `check` refuses all of that at once. What is left empty is called by the name that `missing` has for it.
    What is wrong with an `unseen` field, a hidden one or a button, stands at the form as a whole.
    """

    fields: Mapping[str, str]
    missing: Mapping[str, FairError] = field(default_factory=dict)
    unseen: Collection[str] = ()
    problems: Problems = field(default_factory=Problems)

    def check(self, *, in_order: Sequence[str] = ()) -> None:
        """Raises Invalid with everything that was noted, in the order of reading, or of the fields that are named."""
        noted = sorted(self.problems, key=lambda name: in_order.index(name) if in_order else 0)
        Problems({name: self.problems[name] for name in noted}).refuse()

    def __getitem__(self, name: str) -> str:
        return self.fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def has(self, name: str) -> bool:
        """Whether anything was typed into a field."""
        return bool(self.get(name, "").strip())

    def text(self, name: str, least: int, most: int, *, lines: bool = False) -> str:
        """A trimmed text of `least` to `most` characters; what shows nothing is dropped, line ends kept if `lines`."""
        value = self.words(name, lines=lines)
        if len(value) < least:
            self._note_missing(name)
        elif len(value) > most:
            self._note(name, "text-too-long", most=most)
        return value

    def words(self, name: str, *, lines: bool = False) -> str:
        """A text whose length others judge, cleaned like any; the form itself has bounds. What others would not see
        as it was typed is named."""
        text = self.get(name, "")
        if sign := odd_sign(text):
            self._note(name, "text-odd-sign", sign=sign)
        return cleaned(text, lines=lines)

    def whole_number(self, name: str, least: int, most: int) -> int:
        """A whole number between bounds: no sign, exponent, decimal point, or more than 9 digits."""
        text = self.get(name, "").strip()
        number = whole_number(text)
        if not text:
            self._note_missing(name)
        elif number is None or number > LARGEST:
            self._note(name, "not-a-whole-number", least=least, most=most)
        elif not least <= number <= most:
            self._note(name, "number-out-of-bounds", least=least, most=most)
        else:
            return number
        return least

    def money(self, name: str, *, least_fen: int = 1, most_fen: int = MOST_FEN) -> int:
        """An amount typed in yuan, as fen."""
        text = self.get(name, "").strip()
        if not text:
            self._note_missing(name)
            return least_fen
        try:
            fen = fen_of(text)
        except TooManyFen:
            fen = MOST_FEN + 1
        except ValueError:
            self._note(name, "not-an-amount")
            return least_fen
        if not least_fen <= fen <= most_fen:
            bounds = {"least": least_fen / 100, "most": most_fen / 100}
            self._note(name, "amount-out-of-bounds", **bounds)
        return fen

    def choice(self, name: str, options: Collection[str]) -> str:
        """One of the options."""
        option = self.get(name, "")
        if option not in options:
            self._note(name, "not-a-choice" if option else "choose-one")
        return option

    def moment(self, name: str) -> datetime | None:
        """A moment typed in Shanghai time ("2026-12-01T19:30", with a space or seconds too); None with a problem."""
        text = self.get(name, "").strip().replace(" ", "T").replace("：", ":")
        try:
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment
            moment.astimezone(UTC)  # raises OverflowError at the first and the last day of all
        except (ValueError, OverflowError):
            if text:
                self._note(name, "not-a-moment")
            else:
                self._note_missing(name)
            return None
        return moment

    def key(self) -> str:
        """The key that makes a form sent twice count once; a form without one is a form of its own."""
        key = self.get("form_key", "")
        return key if re.fullmatch(_FORM_KEY, key) else new_form_key()

    def _note_missing(self, name: str) -> None:
        missing = self.missing.get(name, FairError("field-missing"))
        self._note(name, missing.message_id, **missing.values)

    def _note(self, name: str, message_id: str, **values: object) -> None:
        self.problems.note("form" if name in self.unseen else name, message_id, **values)


def kept(form: Mapping[str, str], *names: str, **defaults: Any) -> dict[str, Any]:
    """What to show in a form again: what was typed for each name, or its default."""
    return {
        **dict.fromkeys(names, ""),
        **defaults,
        **{k: v for k, v in form.items() if k in {*names, *defaults}},
    }


def new_form_key() -> str:
    return secrets.token_hex(8)


class TooLarge(FairError):
    """More was sent than a form of ours can hold."""


def read_form(current: PageRequest) -> dict[str, str]:
    """The text fields of a form, the last of each name, read once; files are not read here. Raises TooLarge."""
    if current.fields is None:
        if len(current.body) > MOST_FORM_BYTES:
            raise TooLarge("form-too-large")
        fields, _ = _parsed(current)
        current.fields = {str(name): without_nul(str(value)) for name, value in fields}
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
