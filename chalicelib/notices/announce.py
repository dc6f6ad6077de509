"""All who follow a subject are told, each once: a part of them after the other, minute by minute."""

import logging
import time
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.notices.follow import parts_of
from chalicelib.notices.models import Announcement, Follow, Notice
from chalicelib.notices.tell import KEPT, News, notice_key, texts_of
from chalicelib.store import AlreadyThere, Transaction, put_new, remember, sweep

QUEUE = "announcements"
KEPT_TO_TELL = timedelta(days=30)
MOST_TOLD = 500  # of a part within a minute; the next minute takes the rest
MOST_SECONDS = 40  # of a sweep, which Lambda ends after 55
log = logging.getLogger("countyfair.notices")


def announce(subject: str, news: News, *, along: Transaction | None = None) -> None:
    """Tell everybody who follows a subject, within minutes. Again is no news, and who follows several subjects of the
    same news is told once. With `along`, they are told if that transaction holds."""
    announcement = _announcement(subject, news)
    if along:
        is_new = Announcement.announcement_id.does_not_exist()
        along.put(announcement, when=is_new, otherwise=AlreadyThere())
        return
    with suppress(AlreadyThere):
        put_new(announcement)


def remember_announcements(position: str, announcement_ids: Iterable[str]) -> None:
    """Keep that these are to be told, from the next minute on. `position` names the batch of the stream; the same
    batch again is no news."""
    for announcement_id in announcement_ids:
        subject = announcement_id.partition("#")[0]
        due = [(f"{announcement_id}~{part}~", clock.now()) for part in parts_of(subject)]
        remember(QUEUE, f"{position} {announcement_id}", due)


def tell_followers(now: datetime) -> None:
    """Tell those who have become due since the last sweep. What fails, or finds no time, is due again some minutes
    later, and holds up nobody."""
    ends = time.monotonic() + MOST_SECONDS
    sweep(QUEUE, now, lambda due_ids: _take(due_ids, ends))


def _take(due_ids: Sequence[str], ends: float) -> Collection[str]:
    again = []
    for due_id in due_ids:
        if time.monotonic() > ends:
            again.append(due_id)
            continue
        try:
            _tell_part(*due_id.split("~"))
        except Exception:
            log.exception("followers not told", extra={"due": due_id})
            again.append(due_id)
    return again


def _tell_part(announcement_id: str, part: str, after: str) -> None:
    announcement = Announcement.find_or_none(announcement_id)
    if announcement is None:
        return
    behind = Follow.follower > after if after else None
    followers = [
        follow.follower for follow in Follow.of_subject.query(part, behind, limit=MOST_TOLD)
    ]
    for follower in followers:
        with suppress(AlreadyThere):
            put_new(_notice(announcement, follower))
    if len(followers) == MOST_TOLD:
        rest = f"{announcement_id}~{part}~{followers[-1]}"
        remember(QUEUE, rest, [(rest, clock.now())])


def _announcement(subject: str, news: News) -> Announcement:
    key = notice_key(news)
    return Announcement(
        f"{subject}#{key}",
        subject=subject,
        notice_key=key,
        kind=news.kind,
        about=news.about,
        at=news.at,
        texts=texts_of(news),
        forget_after=clock.now() + KEPT_TO_TELL,
    )


def _notice(announcement: Announcement, whose: str) -> Notice:
    return Notice(
        whose,
        announcement.notice_key,
        kind=announcement.kind,
        about=announcement.about,
        at=announcement.at,
        texts=announcement.texts,
        forget_after=announcement.at + KEPT,
    )
