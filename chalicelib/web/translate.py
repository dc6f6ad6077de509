"""What the fair says, in the reader's language."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from chalicelib.errors import FairError
from chalicelib.web.asking import asking

CATALOGUES = Path(__file__).resolve().parent.parent / "_locale"


@cache
def _catalogue(lang: str) -> NullTranslations:
    path = CATALOGUES / f"{lang.replace('-', '_')}.mo"
    with path.open("rb") as file:
        return GNUTranslations(file)


def gettext(message: str) -> str:
    return _catalogue(asking().lang).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return _catalogue(asking().lang).ngettext(one, many, count)


def sentence(error: FairError) -> str:
    """An error as a sentence for its reader: the message id's translation with the error's values in it."""
    return gettext(error.message_id or "something-went-wrong").format(**error.values)


def sentences(problems: dict[str, FairError]) -> dict[str, str]:
    return {field: sentence(problem) for field, problem in problems.items()}
