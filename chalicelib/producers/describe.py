"""A maker says who they are: their story, and name and story in English."""

from typing import NamedTuple

from chalicelib.errors import NotFound, Problems
from chalicelib.producers.models import Producer
from chalicelib.producers.rules import LONGEST
from chalicelib.screening import STOP, findings_in
from chalicelib.store import change


class StorefrontStory(NamedTuple):
    """What a maker says on the shop's page; "" where nothing is said."""

    story: str
    name_en: str = ""
    story_en: str = ""


def describe_producer(producer_id: str, story: StorefrontStory) -> Producer:
    """Change what a shop's page says. Raises Invalid for what is too long or may not be said; NotFound."""
    _check(story)
    return change(
        Producer(producer_id),
        *(getattr(Producer, field).set(text) for field, text in story._asdict().items()),
        when=Producer.producer_id.exists(),
        otherwise=NotFound("not-found"),
    )


def _check(story: StorefrontStory) -> None:
    problems = Problems()
    for field, text in story._asdict().items():
        if len(text) > LONGEST[field]:
            problems.note(field, "text-too-long", most=LONGEST[field])
        for finding in findings_in(text[: LONGEST[field]], field):
            if finding.effect == STOP:
                problems.note(field, "words-are-stopped", words=finding.words)
    problems.refuse()
