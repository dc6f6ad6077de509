"""One door for what people type and for what leaves: the same text, whatever keyboard or clipboard it came from."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

JOINERS = {0x200C, 0x200D, *range(0xE0020, 0xE0080)}  # they hold an emoji or a syllable together
KEPT_AS_TYPED = ("P", "S", "No")  # Chinese punctuation, signs, ① and ½ would become something else
NOT_SHOWN = (
    "Co",
    "Cn",
    "Cs",
)  # private use and unassigned: each device shows another thing, or none
REPLACEMENT = "\ufffd"
BEGINS_A_FORMULA = ("=", "+", "-", "@")
_CURRENCY_BEFORE = r"(?i)(?:¥|￥|RMB|CNY|人民币)\s*"
_CURRENCY_BEHIND = r"(?i)\s*(?:元|圆|块|块钱|RMB|CNY)"
_WHOLE = r"[1-9]\d{0,2}(?:,\d{3}){1,3}|\d{1,12}"
_AMOUNT = rf"({_WHOLE})(?:\.(\d{{1,4}}))?"
_DECIMAL_COMMA = r"(\d{1,12}),(\d{1,2})"
_BETWEEN_DIGITS = r"[\s\-‐‑‒–—―−().·/]"
_EXTENSION = r"(?i)(?:转|分机|EXT|#|X)(\d{1,6})"
SHOWN_DIGITS = 11  # a spreadsheet shows 12 as 1.2E+11, and keeps 15
MINUSES = "−‐‑‒–—"


class Wording(NamedTuple):
    """What somebody wrote, and the same in English where they gave it."""

    text: str
    english: str = ""

    def read_in(self, lang: str) -> str:
        """The text for a reader of this language; the other one where there is none."""
        return self.english or self.text if lang == "en" else self.text or self.english


def wording_of(thing: object, field: str) -> Wording:
    """A field of a record, value or mapping, such as `title`, with its English from the field beside it, `title_en`."""
    if isinstance(thing, Mapping):
        return Wording(thing[field] or "", thing.get(f"{field}_en") or "")
    return Wording(getattr(thing, field) or "", getattr(thing, f"{field}_en", None) or "")


def cleaned(text: str, *, lines: bool = False) -> str:
    """A text as it is kept: trimmed, full-width letters and digits as ordinary ones, every blank an ordinary blank, and
    without the signs that show nothing. Line ends stay if `lines`, and are blanks otherwise."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    signs = (sign if lines and sign == "\n" else _plain(sign) for sign in text)
    return unicodedata.normalize("NFC", "".join(signs)).strip()


def odd_sign(text: str) -> str:
    """The first character that others would not see as it was typed, as "U+E816"; "" when there is none."""
    for sign in text:
        if sign == REPLACEMENT or unicodedata.category(sign) in NOT_SHOWN:
            return f"U+{ord(sign):04X}"
    return ""


def number_typed(text: str) -> str:
    """What stands in a field for a number, in ordinary digits and signs, however it was typed."""
    signs = (
        sign if unicodedata.category(sign) == "No" else unicodedata.normalize("NFKC", sign)
        for sign in cleaned(text)
    )
    return "".join(signs).strip().replace("。", ".")


def whole_number(text: str) -> int | None:
    """A whole number without a sign: a comma stands before exactly three digits, or not at all. None: it is none."""
    plain = number_typed(text)
    is_one = plain.isascii() and re.fullmatch(_WHOLE, plain)
    return int(plain.replace(",", "")) if is_one else None


def decimal(text: str) -> str | None:
    """An amount without a sign as "1230.5", with or without its currency, such as "¥1,230.50", "59,8" or "３９．９元".

    A comma before exactly three digits parts thousands, one before one or two digits is a decimal point; any other
    makes it no amount, and so do signs, exponents and more than four decimals. None: it is none.
    """
    plain = re.sub(_CURRENCY_BEFORE, "", number_typed(text), count=1)
    behind = re.search(_CURRENCY_BEHIND, plain)
    plain = plain[: behind.start()] if behind and behind.end() == len(plain) else plain
    if not plain.isascii():
        return None
    if match := re.fullmatch(_AMOUNT, plain):
        whole, fraction = match[1].replace(",", ""), match[2]
        return f"{whole}.{fraction}" if fraction else whole
    match = re.fullmatch(_DECIMAL_COMMA, plain)
    return f"{match[1]}.{match[2]}" if match else None


def signed_decimal(text: str) -> str | None:
    """An amount as a bank prints it: with a sign before or behind the currency, a minus of any length, or in brackets
    where it went out. None: it is none."""
    plain = number_typed(text).translate(dict.fromkeys(map(ord, MINUSES), "-"))
    if plain.startswith('="') and plain.endswith('"'):  # a spreadsheet's way to keep a text
        plain = plain[2:-1]
    is_out = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1] if is_out else plain
    sign = re.match(r"(?:¥\s*)?([+-])", plain)
    if sign:
        plain = plain.replace(sign[1], "", 1)
    amount = decimal(plain)
    is_minus = is_out or bool(sign and sign[1] == "-")
    return f"-{amount}" if amount and is_minus else amount


def phone_typed(text: str) -> str:
    """A phone number's digits, with its "+" and, behind "转", its extension, whatever stands between them; what is no
    number stays none."""
    digits = re.sub(_BETWEEN_DIGITS, "", number_typed(text))
    return re.sub(_EXTENSION, r"转\1", digits)


def leaving(text: str) -> str:
    """A text as it leaves for a spreadsheet or a bank: one line, nothing that turns the reading, and no formula."""
    line = cleaned(text)
    begins = unicodedata.normalize("NFKC", line[:1])
    return f"'{line}" if begins.startswith(BEGINS_A_FORMULA) else line


def number_leaving(word: str) -> str:
    """A number that is a name, such as an account, as it leaves for a spreadsheet, which would round it: with the tab
    behind it that banks and shops of this country write, and trim."""
    is_number = word.replace("e", "").replace("E", "").isdecimal()
    return f"{word}\t" if is_number and len(word) > SHOWN_DIGITS else leaving(word)


def id_of(*facts: str) -> str:
    """Twelve letters and digits that always follow from the same facts, and that no spreadsheet takes for a number, as
    it would take 331953142748 or 12e456."""
    word = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]
    return f"a{word[1:]}" if word.replace("e", "").isdecimal() else word


def random_id() -> str:
    """Twelve letters and digits that nobody has had before, and no number either."""
    return id_of(secrets.token_hex(16))


def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign in "\n\t\v\f" or category in {"Zs", "Zl", "Zp"}:
        return " "
    if category in {"Cc", "Cf"}:
        return sign if ord(sign) in JOINERS else ""
    return sign if category.startswith(KEPT_AS_TYPED) else unicodedata.normalize("NFKC", sign)
