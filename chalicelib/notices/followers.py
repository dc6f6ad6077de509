"""How many follow a subject: folded from the follows' stream, each change once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.errors import Refused
from chalicelib.notices.models import Follow, FollowerCount
from chalicelib.store import advance, change, cut, position_at, position_of, recent, transaction

FOLLOWS = "follows"
MOST_ITEMS = 99  # and the watermark, in a transaction of at most 100
Image = Mapping[str, Mapping[str, Any]]


class FollowChange(NamedTuple):
    """What the stream says of one follow: its number in the shard, and the images before and after."""

    sequence: str
    old: Image | None
    new: Image | None

    @property
    def subject(self) -> str:
        return str((self.new or self.old or {})["subject"]["S"])

    @property
    def more(self) -> int:
        """By how much the number grows that everybody sees."""
        return _counts(self.new) - _counts(self.old)


def followers_of(subject: str) -> int:
    """How many follow a subject, at most two seconds old. Half a read unit."""
    count = recent(FollowerCount, [subject]).get(subject)
    return int(count.followers) if count else 0


def count_followers(shard: str, changes: Sequence[FollowChange]) -> None:
    """Add the changes of a shard, in its order, to the counts: one write for each subject of a batch, however many
    follow it, and none for what does not count.

    What lies at or before the shard's watermark is skipped, and the watermark moves with the counts. Raises
    Refused("busy") when another count of the same shard was quicker; then try again.
    """
    counting = [change for change in changes if change.more]
    position = position_of(FOLLOWS, shard) if counting else ""
    news = [change for change in counting if position_at(change.sequence) > position]
    for part in cut(news, lambda change: [change.subject], MOST_ITEMS):
        last = position_at(part[-1].sequence)
        with transaction() as tx:
            advance(tx, FOLLOWS, shard, was=position, to=last)
            for subject, more in _sums(part).items():
                tx.update(
                    FollowerCount(subject),
                    FollowerCount.followers.add(more),
                    when=None,
                    otherwise=Refused("busy"),
                )
        position = last


def count_guest(guest_id: str) -> None:
    """A guest has received what they ordered: from now on what they follow counts. Again is no news."""
    for each in list(Follow.query(guest_id, filter_condition=Follow.counts.does_not_exist())):
        change(
            Follow(guest_id, each.subject),
            Follow.counts.set(True),
            when=Follow.subject.exists(),
            already=lambda _: True,
            otherwise=Refused("busy"),
        )


def _sums(changes: Sequence[FollowChange]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for each in changes:
        sums[each.subject] += each.more
    return sums


def _counts(image: Image | None) -> int:
    return int(bool(image) and image.get("counts") == {"BOOL": True}) if image else 0
