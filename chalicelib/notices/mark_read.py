"""A person has read what they were told."""

from chalicelib import clock
from chalicelib.accounts import SignedInPerson
from chalicelib.errors import NotFound
from chalicelib.notices.find import boxes_of, key_of
from chalicelib.notices.models import Notice
from chalicelib.store import change

MOST_MARKED = 100  # of one box at a time


def mark_read(person: SignedInPerson, until: str) -> None:
    """Mark as read what a person is told, up to the notice that stood first on the page they saw: what has come since
    stays unread. Again is no news. Raises NotFound for what is no place in the order."""
    if not until:
        return
    for whose in boxes_of(person):
        unread = Notice.query(
            whose,
            Notice.notice_key <= key_of(until),
            filter_condition=Notice.read_at.does_not_exist(),
            limit=MOST_MARKED,
        )
        for notice in list(unread):
            _mark(notice, person.person_id)


def _mark(notice: Notice, by: str) -> None:
    change(
        Notice(notice.whose, notice.notice_key),
        Notice.read_at.set(clock.now()),
        Notice.read_by.set(by),
        when=Notice.whose.exists() & Notice.read_at.does_not_exist(),
        already=lambda notice: notice.read_at is not None,
        otherwise=NotFound("not-found"),
    )
