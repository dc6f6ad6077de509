"""What becomes of a listing by its words: stopped, asked for a paper, held for a person, or passed."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from chalicelib.screening.find import Finding, findings_in, is_denied
from chalicelib.screening.guess import HELD_FROM, score_of
from chalicelib.screening.rules import (
    ASK,
    EFFECTS,
    HOLD,
    PASS,
    STOP,
    papers,
    protected_names,
    rules_version,
)
from chalicelib.screening.views import views_of

ANCHOR = (
    r"(?:原价|市场价|专柜价|吊牌价|门市价|零售价|商场价|官方价|original(?:ly)?(?: price)?|was|retail(?: price)?|rrp)"
    r"[^\d,，。.;；!！]{0,6}(\d{1,6}(?:\.\d{1,2})?)"
)
FALSE_FROM = 1.5  # so many times the price is no price that was ever asked
TEXTS = ("title", "description", "title_en", "description_en")
LEAST_PEERS, FAR = 20, 8  # so many peers tell what is usual, and so many times it is far from it
GROWN = "栽培|种植|养殖|cultivated|farmed"


class ListingWords(NamedTuple):
    """What is screened of goods. `facts` are papers by name that the listing shows, such as {"licence": "SC1…"}."""

    title: str
    description: str = ""
    category: str = "other"
    price_fen: int = 0
    facts: Mapping[str, str] = {}
    title_en: str = ""
    description_en: str = ""


class Screening(NamedTuple):
    """What the machine found, under which rules, of which text. `score` is the likelihood, by the model, that a person
    would object; it holds and orders, and never stops."""

    outcome: str
    findings: tuple[Finding, ...]
    score: float
    version: str
    fingerprint: str


def screen(words: ListingWords, peers_fen: Sequence[int] = ()) -> Screening:
    """Screen a listing. The same words give the same screening under the same rules. `peers_fen` are the prices of
    goods of the same category and unit; fewer than 20 tell nothing."""
    findings = [
        *(finding for field in TEXTS for finding in findings_in(getattr(words, field), field)),
        *_anchors(words),
        *_papers(words),
        *_peers(words, peers_fen),
    ]
    score = max(
        score_of(f"{words.title}\n{words.description}"),
        score_of(f"{words.title_en}\n{words.description_en}".strip()),
    )
    if score >= HELD_FROM and not findings:
        findings.append(Finding("model", HOLD, "title"))
    effects = {finding.effect for finding in findings}
    outcome = next((effect for effect in EFFECTS if effect in effects), PASS)
    return Screening(outcome, tuple(findings), score, rules_version(), fingerprint_of(words))


def fingerprint_of(words: ListingWords) -> str:
    """Sixteen hexadecimal digits that change with any word that was screened."""
    facts = sorted(words.facts.items())
    text = repr((_texts(words), words.category, words.price_fen, facts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _texts(words: ListingWords) -> list[str]:
    return [getattr(words, field) for field in TEXTS]


def _anchors(words: ListingWords) -> Iterator[Finding]:
    """A price that is crossed out was asked before, as a paper shows, or is invented."""
    for field in TEXTS:
        text = getattr(words, field)
        spaced, _ = views_of(text)
        for match in re.finditer(ANCHOR, spaced.text):
            fen = round(float(match[1]) * 100)
            if words.facts.get("prior_price") and fen == _fen(words.facts["prior_price"]):
                continue
            effect = STOP if fen >= FALSE_FROM * words.price_fen > 0 else HOLD
            start, end = spaced.place(*match.span())
            yield Finding("price.anchor", effect, field, start, end, text[start:end])


def _fen(yuan: str) -> int:
    return round(float(yuan) * 100) if re.fullmatch(r"\d{1,6}(\.\d{1,2})?", yuan) else 0


def _peers(words: ListingWords, peers_fen: Sequence[int]) -> Iterator[Finding]:
    """A price far from what the same kind of goods cost, where there are enough to tell."""
    if len(peers_fen) < LEAST_PEERS or not words.price_fen:
        return
    usual_fen = sorted(peers_fen)[len(peers_fen) // 2]
    if not usual_fen / FAR <= words.price_fen <= usual_fen * FAR:
        yield Finding("price.anomaly", ASK, "price")


def _papers(words: ListingWords) -> Iterator[Finding]:
    """Each paper that the goods need and do not show, once."""
    text = "\n".join(_texts(words))
    joined = views_of(text)[1].text
    missing: dict[str, Finding] = {}
    for paper in papers():
        if paper.rule in missing or words.facts.get(paper.fact):
            continue
        if paper.categories != ("*",) and words.category not in paper.categories:
            continue
        match = _claimed(paper.words, joined)
        if paper.fact == "source" and re.search(GROWN, joined):
            continue
        if match or not paper.words:
            missing[paper.rule] = Finding(paper.rule, ASK, "title", words=match[0] if match else "")
    if not words.facts.get("gi"):
        name = next((name for name in protected_names() if name in joined), "")
        if name:
            missing["licence.gi"] = Finding("licence.gi", ASK, "title", words=name)
    yield from missing.values()


def _claimed(patterns: Sequence[str], text: str) -> re.Match[str] | None:
    """The first place where one of the words is said and not denied."""
    matches = re.finditer("|".join(patterns), text) if patterns else iter(())
    return next((match for match in matches if not is_denied(text, match.start())), None)
