"""What in a text the rules speak of: the exact words, and where they stand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.screening.rules import EFFECTS, HOLD, STOP, RuleTerm, exempt, patterns, terms
from chalicelib.screening.views import View, digits_of, views_of

NEAR = 14  # characters
PHONE = r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}[2-9]\d{6,7}(?!\d)"
PLACE = "[村镇乡寨屯庄坪沟岭]"
DENIED = r"(?:不是|并非|绝非|不含|没有|不敢|不算|[不非未无]|\bno|\bnot|\bwithout)\s?$"
ABOUT_ITSELF = ("ad.superlative", "ad.state", "ad.superstition", "goods.")
OFF_PLATFORM = "contact.off-platform"


class Finding(NamedTuple):
    """Words of a field of a listing, from `start` to `end`, of which a rule speaks, and what follows: "stop", "ask" for
    a paper, or "hold" for a person. A finding without words is about what is not there."""

    rule: str
    effect: str
    field: str
    start: int = 0
    end: int = 0
    words: str = ""


def findings_in(text: str, field: str) -> list[Finding]:
    """All that the rules find in a text, in its order; of what overlaps the strongest, then the longest. Pure."""
    views = dict.fromkeys(views_of(text))
    hits = [hit for view in views for hit in _hits(view)]
    places = [(rule, effect, *view.place(start, end)) for view, rule, effect, start, end in hits]
    places.sort(key=lambda place: (EFFECTS.index(place[1]), place[2] - place[3]))
    covered: list[tuple[int, int]] = []
    findings = []
    for rule, effect, start, end in places:
        if all(end <= other_start or other_end <= start for other_start, other_end in covered):
            covered.append((start, end))
            findings.append(Finding(rule, effect, field, start, end, text[start:end]))
    return sorted(findings, key=lambda finding: finding.start)


def _hits(view: View) -> Iterator[tuple[View, str, str, int, int]]:
    excused = [match.span() for match in re.finditer(exempt(), view.text)]
    for rule, effect, start, end in _matches(view.text):
        if any(from_ <= start < to for from_, to in excused):
            continue
        weaker = (
            HOLD if effect == STOP and _is_asked_or_denied(view.text, rule, start, end) else effect
        )
        yield view, rule, weaker, start, end
    digits = digits_of(view)
    for match in re.finditer(PHONE, digits.text):
        yield digits, OFF_PLATFORM, STOP, *match.span()


def _matches(text: str) -> Iterator[tuple[str, str, int, int]]:
    for start in range(len(text)):
        for term in (*terms().get(text[start : start + 2], ()), *terms().get(text[start], ())):
            end = start + len(term.words)
            if text.startswith(term.words, start) and _is_meant(term, text, start, end):
                yield term.rule, term.effect, start, end
    for rule in patterns():
        for match in re.finditer(rule.pattern, text):
            start, end = match.span()
            if not (rule.unless and re.search(rule.unless, _around(text, start, end))):
                yield rule.rule, rule.effect, start, end


def _is_meant(term: RuleTerm, text: str, start: int, end: int) -> bool:
    """Whether these are whole words, in the company that the rule means, and not the name of a village."""
    near = _around(text, start, end)
    return (
        _stands_alone(text, start, end)
        and (not term.near_any or any(words in near for words in term.near_any))
        and not any(words in near for words in term.unless_any)
        and not (term.rule == "ad.superlative" and re.match(PLACE, text[end:]))
    )


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - NEAR) : end + NEAR]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin words are whole words, or their plurals."""
    before, after = text[start - 1 : start], text[end : end + 2]
    is_cut = _is_latin(before) and _is_latin(text[start])
    is_cut |= _is_latin(after[:1]) and _is_latin(text[end - 1])
    return not is_cut or (after[:1] == "s" and not _is_latin(after[1:]) and not _is_latin(before))


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def without_contacts(text: str) -> str:
    """A text in which ways to reach somebody elsewhere are covered with asterisks."""
    for finding in findings_in(text, "text"):
        if finding.rule == OFF_PLATFORM:
            covered = "＊" * (finding.end - finding.start)
            text = text[: finding.start] + covered + text[finding.end :]
    return text


def is_denied(text: str, start: int) -> bool:
    """Whether what begins at `start` of a view is denied just before."""
    return bool(re.search(DENIED, text[max(0, start - 5) : start]))


def _is_asked_or_denied(text: str, rule: str, start: int, end: int) -> bool:
    """Whether the words are asked or denied rather than claimed; then a person reads them."""
    is_asked = text[end : end + 1] in ("?", "\uff1f")
    return rule.startswith(ABOUT_ITSELF) and (is_asked or is_denied(text, start))
