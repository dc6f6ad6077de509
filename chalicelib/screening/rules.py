"""The rules as data: terms, patterns, excuses and papers, read once from the files in `rules/`.

Laws are named from general knowledge: until a person has read the official text, a rule's `checked_by` is empty and
pages say so.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

STOP, ASK, HOLD, PASS = "stop", "ask", "hold", "pass"
EFFECTS = (STOP, ASK, HOLD, PASS)  # the strongest first
TERMS = ("absolute_terms.csv", "claims.csv", "prohibited_goods.csv")
HOME = Path(__file__).with_name("rules")


class RuleTerm(NamedTuple):
    """Words that a text may not have: with one of `near_any` close by, if any is named, and none of `unless_any`."""

    rule: str
    words: str
    effect: str
    near_any: tuple[str, ...]
    unless_any: tuple[str, ...]


class RulePattern(NamedTuple):
    """A kind of sentence that a text may not have, unless an excuse stands close by."""

    rule: str
    effect: str
    pattern: str
    unless: str


class RulePaper(NamedTuple):
    """A paper that goods of these categories ("*" for all) need when their text has one of the words. Without words:
    always."""

    rule: str
    categories: tuple[str, ...]
    words: tuple[str, ...]
    fact: str


@cache
def terms() -> dict[str, list[RuleTerm]]:
    """All terms by their first two characters, or the one that they have."""
    by_beginning: dict[str, list[RuleTerm]] = {}
    for row in _rows(*TERMS):
        words = row["term"].lower()
        term = RuleTerm(
            row.get("rule") or "ad.superlative",
            words,
            row["effect"],
            _parts(row.get("near_any")),
            _parts(row.get("unless_any")),
        )
        by_beginning.setdefault(words[:2], []).append(term)
    return by_beginning


@cache
def patterns() -> list[RulePattern]:
    return [
        RulePattern(row["rule"], row["effect"], row["pattern"], row["unless_any"])
        for row in _rows("patterns.csv")
    ]


@cache
def exempt() -> str:
    """A pattern of what looks like a claim and is none: a use, a measure, a place, a title that a paper proves."""
    spans = sorted((row["span"].lower() for row in _rows("exempt_spans.csv")), key=len)
    kinds = [row["pattern"] for row in _rows("excuses.csv")]
    return "|".join([*kinds, *(re.escape(span) for span in reversed(spans))])


@cache
def papers() -> list[RulePaper]:
    return [
        RulePaper(
            row["rule"],
            tuple(row["categories"].split("|")),
            tuple(words for words in row["words"].split("|") if words),
            row["fact"],
        )
        for row in _rows("papers.csv")
    ]


@cache
def protected_names() -> tuple[str, ...]:
    """Names that are geographical indications: whoever uses one shows the right to it."""
    return tuple(row["name"] for row in _rows("gi_names.csv"))


@cache
def laws() -> dict[str, str]:
    """What each rule rests on."""
    by_rule = {
        row.get("rule") or "ad.superlative": row["law"] for row in _rows(*TERMS, "papers.csv")
    }
    return {**by_rule, "price.anchor": "价格法 14(4)"}


@cache
def rules_version() -> str:
    """Twelve letters and digits that change with any rule."""
    names = sorted(path for path in HOME.iterdir() if path.is_file())
    digest = hashlib.sha256()
    for path in names:
        digest.update(path.name.encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()[:12]


def _rows(*names: str) -> Iterator[dict[str, str]]:
    for name in names:
        with (HOME / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _parts(words: str | None) -> tuple[str, ...]:
    return tuple((words or "").lower().split("/")) if words else ()
