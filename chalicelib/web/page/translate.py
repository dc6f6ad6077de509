"""What the fair says, in the reader's language."""

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from markupsafe import Markup

from chalicelib.errors import FairError
from chalicelib.text import Wording
from chalicelib.web.page.asking import asking

MOST_PHRASES = 4_000  # kept ready; there are about half as many in two languages
CATALOGUES = Path(__file__).resolve().parents[2] / "_locale"


@cache
def _catalogue(lang: str) -> NullTranslations:
    path = CATALOGUES / f"{lang.replace('-', '_')}.mo"
    with path.open("rb") as file:
        return GNUTranslations(file)


def gettext(message: str) -> str:
    return _catalogue(asking().lang).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogue(asking().lang).ngettext(singular, plural, count)


def phrase(message: str, /, **values: object) -> Markup:
    """What a template says with `_("…")`: our own words are safe, and the values in them are escaped."""
    return _as_markup(asking().lang, message) % values if values else _said(asking().lang, message)


def phrase_of_count(singular: str, plural: str, count: int, /, **values: object) -> Markup:
    """What a template says with `ngettext("…", "…", count)`; the count is %(num)s in it."""
    return Markup(ngettext(singular, plural, count)) % {"num": count, **values}  # noqa: S704 - our own words


@lru_cache(MOST_PHRASES)
def _as_markup(lang: str, message: str) -> Markup:
    return Markup(_catalogue(lang).gettext(message))  # noqa: S704 - our own words


@lru_cache(MOST_PHRASES)
def _said(lang: str, message: str) -> Markup:
    """A phrase without values: "%%" is a percent sign here too."""
    return _as_markup(lang, message) % {}


def sentence(error: FairError) -> str:
    """An error as a sentence for its reader: the message id's translation with the error's values in it."""
    lang = asking().lang
    values = {
        name: value.read_in(lang) if isinstance(value, Wording) else value
        for name, value in error.values.items()
    }
    return gettext(error.message_id or "something-went-wrong").format(**values)
