"""Days and spellings: when a name, a code or a designation holds, and what a search text means."""

import unicodedata
from datetime import date

from chalicelib.counties.county import County

NPC832 = "NPC832"
LAST52 = "LAST52"
NRR160 = "NRR160"
_NO_MEANING = str.maketrans("", "", " \t\u3000'’·-_.,，、")


def holds(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Whether a day lies between two others, both included; None is open."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def on_list(county: County, day: date, list_name: str) -> bool:
    return any(
        designation.list_name == list_name
        and holds(designation.valid_from, designation.valid_to, day)
        for designation in county.designations
    )


def ever_on_list(county: County, list_name: str) -> bool:
    return any(designation.list_name == list_name for designation in county.designations)


def spelling(text: str) -> str:
    """A text as it is compared: full-width and capital letters, tones, spaces and apostrophes make no difference."""
    if text.isascii():
        return text.lower().translate(_NO_MEANING).replace("v", "u")
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", letters.translate(_NO_MEANING)).replace("v", "u")


def is_one_slip(word: str, name: str) -> bool:
    """Whether one letter is missing, too much or wrong, or two neighbours stand the wrong way round."""
    shorter, longer = sorted((word, name), key=len)
    if word == name or len(longer) - len(shorter) > 1:
        return False
    at = next(
        (i for i, pair in enumerate(zip(shorter, longer, strict=False)) if pair[0] != pair[1]),
        len(shorter),
    )
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    is_swapped = word[at : at + 2] == name[at : at + 2][::-1] and word[at + 2 :] == name[at + 2 :]
    return is_swapped or word[at + 1 :] == name[at + 1 :]
