"""How a text is compared: signs, words, readings and weights, whatever the script in which somebody types."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
RUNS = r"(\d+(?:\.\d+)?)\s*(公斤|千克|kg|斤|两|克|g)(?![a-z])|([一-鿿]+)|([a-z0-9]+)"
GRAMS = {"公斤": 1_000, "千克": 1_000, "kg": 1_000, "斤": 500, "两": 50, "克": 1, "g": 1}
LITTLE_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)
LONGEST_WEIGHT = 7  # digits
MOST_SYLLABLES = 12
MOST_SPLITS = 8
SHORTEST_PLURAL = 4


class SearchWord(NamedTuple):
    """A run of one script. `kind` is "signs" (Chinese), "letters", or "weight" (then `text` is "#" and grams)."""

    kind: str
    text: str


def words_of(text: str) -> Iterator[SearchWord]:
    """The words of a text in order; nothing but punctuation has none."""
    for run in re.finditer(RUNS, plain(text)):
        amount, unit, signs, letters = run.groups()
        if amount and len(amount) <= LONGEST_WEIGHT:
            yield SearchWord("weight", f"#{round(float(amount) * GRAMS[unit])}")
        elif signs:
            yield SearchWord("signs", signs)
        elif letters and letters not in LITTLE_WORDS:
            yield SearchWord("letters", singular(letters))


def plain(text: str) -> str:
    """Full width, capitals, accents and traditional signs make no difference."""
    even = unicodedata.normalize("NFKC", text).lower()
    if even.isascii():
        return even
    parts = unicodedata.normalize("NFKD", even.replace("ü", "v"))
    letters = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", letters).translate(_tables()[1])


def singular(word: str) -> str:
    """An English word without its plural's ending."""
    if len(word) < SHORTEST_PLURAL or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def readings(signs: str) -> list[str]:
    """How each sign is usually read, without tones; a rare sign is read as itself."""
    table = _tables()[0]
    return [table.get(sign, sign) for sign in signs]


def splits(letters: str) -> list[list[str]]:
    """All ways to read letters as syllables, at most eight, the fewest syllables first: "xian" is one or two."""
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(letters) + 1):
        here = [
            [*way, letters[start:end]]
            for start in range(max(0, end - 6), end)
            if letters[start:end] in _tables()[2]
            for way in ways[start]
            if len(way) < MOST_SYLLABLES
        ]
        ways.append(sorted(here, key=len)[:MOST_SPLITS])
    return ways[-1]


def one_slip_away(word: str) -> set[str]:
    """Every word that differs by one letter left out, put in, put for another, or by two that changed places."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {
        *(left + right[1:] for left, right in halves if right),
        *(left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1),
        *(left + letter + right[1:] for left, right in halves if right for letter in letters),
        *(left + letter + right for left, right in halves for letter in letters),
    } - {word}


@cache
def _tables() -> tuple[dict[str, str], dict[int, int], frozenset[str]]:
    """The reading of each sign, the simplified sign of each traditional one, and all syllables; read once."""
    rows = [line.split() for line in (HERE / "readings.txt").read_text("utf-8").splitlines()]
    old, new = (HERE / "traditional.txt").read_text("utf-8").splitlines()
    return (
        {sign: syllable for syllable, signs in rows for sign in signs},
        str.maketrans(old, new),
        frozenset(syllable for syllable, _ in rows),
    )
