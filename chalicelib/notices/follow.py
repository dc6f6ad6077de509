"""Somebody follows a maker, a county or a craft, or wants to be reminded of a live."""

import zlib
from contextlib import suppress
from datetime import timedelta

from chalicelib import clock
from chalicelib.accounts import count_of_hour, is_guest, network_key
from chalicelib.errors import Refused
from chalicelib.notices.models import Follow
from chalicelib.store import AlreadyThere, Page, Transaction, page_of, patiently, transaction

FOLLOWS = 60  # within an hour, of one follower
FOLLOWS_OF_NETWORK = 300  # within an hour, of the guests of one network
GUEST_DAYS = 90  # as long as a guest's cookie
PARTS = 16  # a partition of DynamoDB takes a thousand writes a second


def follow(follower: str, subject: str, *, address: str) -> None:
    """Let somebody hear of a subject from now on. Again is no news. `address` is where a guest asks from.

    Raises Refused("too-many-follows", "follows-network-crowded") at the limits of an hour.
    """
    with suppress(AlreadyThere), transaction() as tx:
        is_new = Follow.subject.does_not_exist()
        tx.put(_follow(follower, subject), when=is_new, otherwise=AlreadyThere())
        _count(tx, follower, network_key(address) if is_guest(follower) else "")


def unfollow(follower: str, subject: str) -> None:
    """Again is no news."""
    patiently(Follow(follower, subject).delete)


def follows_of(follower: str, cursor: str = "", limit: int = 50) -> Page[Follow]:
    """What somebody follows, kind by kind."""
    return page_of(lambda **page: Follow.query(follower, **page), cursor=cursor, limit=limit)


def bring_follows(guest_id: str, person_id: str) -> None:
    """What a guest follows, the person follows that they are now. Again is no news."""
    for each in list(Follow.query(guest_id, consistent_read=True)):
        with suppress(AlreadyThere), transaction() as tx:
            is_new = Follow.subject.does_not_exist()
            tx.put(_follow(person_id, each.subject), when=is_new, otherwise=AlreadyThere())
        unfollow(guest_id, each.subject)


def part_of(subject: str, follower: str) -> str:
    """In which part of its followers somebody is kept."""
    return parts_of(subject)[zlib.crc32(follower.encode()) % PARTS]


def parts_of(subject: str) -> list[str]:
    return [f"{subject}/{part:x}" for part in range(PARTS)]


def _follow(follower: str, subject: str) -> Follow:
    now, forgets = clock.now(), is_guest(follower)
    return Follow(
        follower,
        subject,
        part=part_of(subject, follower),
        since=now,
        counts=None if forgets else True,
        forget_after=now + timedelta(days=GUEST_DAYS) if forgets else None,
    )


def _count(tx: Transaction, follower: str, network: str) -> None:
    count_of_hour(tx, f"follow {follower}", 1, most=FOLLOWS, otherwise=Refused("too-many-follows"))
    if network:
        crowded = Refused("follows-network-crowded")
        count_of_hour(tx, f"follow {network}", 1, most=FOLLOWS_OF_NETWORK, otherwise=crowded)
