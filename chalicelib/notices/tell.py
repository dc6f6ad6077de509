"""Somebody is told something, once."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from chalicelib.notices.models import Notice
from chalicelib.store import AlreadyThere, Transaction, put_new
from chalicelib.text import Wording

KEPT = timedelta(days=180)
NewsValue = str | int | datetime | Wording


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell: its kind, which is the id of a sentence in both catalogues, the id of what it is about,
    and when that happened, not when it is told: the same kind about the same thing at the same moment is told once.

    `values` are those of the sentence; a moment is called …_at there, an amount …_fen."""

    kind: str
    about: str
    at: datetime
    values: Mapping[str, NewsValue] = field(default_factory=dict)


def tell(whose: str, news: News, *, along: Transaction | None = None) -> None:
    """Tell a person (by id) or everybody with a grant ("official:c0123"). Again is no news. One write.

    With `along`, it is told if that transaction holds; what the news are of guards it there against a repeat.
    """
    notice = _notice(whose, news)
    if along:
        along.put(notice, when=Notice.whose.does_not_exist(), otherwise=AlreadyThere())
        return
    with suppress(AlreadyThere):
        put_new(notice)


def _notice(whose: str, news: News) -> Notice:
    return Notice(
        whose,
        notice_key(news),
        kind=news.kind,
        about=news.about,
        at=news.at,
        texts=texts_of(news),
        forget_after=news.at + KEPT,
    )


def notice_key(news: News) -> str:
    """What makes the same news one notice, in the order of what happened."""
    return f"{news.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}#{news.kind}#{news.about}"


def texts_of(news: News) -> dict[str, str | int]:
    """The values of some news as they are kept."""
    return dict(_texts(news.values))


def _texts(values: Mapping[str, NewsValue]) -> Iterator[tuple[str, str | int]]:
    for name, value in values.items():
        if isinstance(value, Wording):
            yield name, value.text
            if value.english:
                yield f"{name}_en", value.english
        else:
            yield name, value.isoformat() if isinstance(value, datetime) else value
