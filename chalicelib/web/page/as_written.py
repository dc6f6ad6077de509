"""What sellers and offices wrote: which of two texts a reader sees, and its language, for screen readers and fonts."""

import re

from markupsafe import Markup, escape

from chalicelib.text import wording_of
from chalicelib.web.page.asking import asking

LETTERS = {
    "zh-Hans": "\u3400-\u9fff\U00020000-\U0003ffff",
    "en": "A-Za-z",
    "bo": "\u0f00-\u0fff",
    "ug": "\u0600-\u06ff",
    "ko": "\uac00-\ud7af",
    "mn": "\u1800-\u18af",
}
WORDS = "|".join(f"([{letters}]+)" for letters in LETTERS.values())


def wording(thing: object, field: str) -> str:
    """What stands in a field such as `title`, in the reader's language where its writer gave it in both."""
    return wording_of(thing, field).read_in(asking().lang)


def as_written(text: str) -> Markup:
    """A text as its writer left it; where it is in another language than the page, with that said on it."""
    lang = language_of(text)
    if lang in {"", asking().lang}:
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(lang, text)


def language_of(text: str) -> str:
    """The language that has most of the letters of a text, "" without any. A Chinese text may quote other names."""
    count = dict.fromkeys(LETTERS, 0)
    for word in re.finditer(WORDS, text):
        count[list(LETTERS)[(word.lastindex or 1) - 1]] += len(word[0])
    if count["zh-Hans"]:
        count["en"] = 0
    lang = max(count, key=lambda code: count[code])
    return lang if count[lang] else ""
