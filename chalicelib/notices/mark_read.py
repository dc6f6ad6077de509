"""Somebody has read what they were told."""

from collections.abc import Sequence

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.notices.find import key_of
from chalicelib.notices.models import Notice
from chalicelib.store import change

MOST_MARKED = 100  # of one box at a time


def mark_read(boxes: Sequence[str], until: str, *, by: str) -> None:
    """Mark as read what lies in somebody's boxes, up to the notice that stood first on the page they saw: what has
    come since stays unread. Again is no news. Raises NotFound for what is no place in the order."""
    if not until:
        return
    for whose in boxes:
        unread = Notice.query(
            whose,
            Notice.notice_key <= key_of(until),
            filter_condition=Notice.read_at.does_not_exist(),
            limit=MOST_MARKED,
        )
        for notice in list(unread):
            _mark(notice, by)


def _mark(notice: Notice, by: str) -> None:
    change(
        Notice(notice.whose, notice.notice_key),
        Notice.read_at.set(clock.now()),
        Notice.read_by.set(by),
        when=Notice.whose.exists() & Notice.read_at.does_not_exist(),
        already=lambda notice: notice.read_at is not None,
        otherwise=NotFound("not-found"),
    )
