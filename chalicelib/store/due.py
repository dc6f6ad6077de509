"""Queues of what is due when: written ahead in buckets of a minute, swept in order, nothing missed however long
nobody looked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.store.models import Due, Sweep
from chalicelib.store.writes import change, patiently

MINUTE = timedelta(minutes=1)
AGAIN_AFTER = timedelta(minutes=5)
FORGET_AFTER = timedelta(days=400)
MOST_IDS = 100  # of one bucket, so that it can be read in one batch
MOST_MINUTES = 1_440  # of one sweep; the next goes on from there
MOST_TRIES = 8
AGAIN = "again "

Taken = Callable[[Sequence[str]], Collection[str]]


def remember(queue: str, position: str, due: Iterable[tuple[str, datetime]]) -> None:
    """Keep that these ids are due at these moments; the same again is no news.

    `position` names who says so, such as a batch of a stream: it sets buckets of the same minute apart. What is due in
    a minute that a sweep has begun already goes into a later one. Raises Refused("busy") when sweeps stay ahead.
    """
    ahead, after = list(due), ""
    for _ in range(MOST_TRIES):
        if not ahead:
            return
        buckets = _by_minute(ahead, after)
        for minute, ids in buckets.items():
            _keep(queue, minute, position, ids)
        mark = Sweep.find_or_none(queue)
        after = mark.begun if mark else ""
        late = {due_id for minute, ids in buckets.items() if minute <= after for due_id in ids}
        ahead = [(due_id, at) for due_id, at in ahead if due_id in late]
    raise Refused("busy")


def sweep(queue: str, now: datetime, take: Taken) -> None:
    """Give `take` all ids that have become due since the last sweep, by bucket; it may see an id more than once.

    Those that `take` returns are due again a little later, and hold up nobody. A sweep that breaks off is taken up by
    the next; two at once do no harm.
    """
    first, last = _stretch(queue, now)
    for minute in _minutes(first, last):
        buckets = list(Due.query(_key(queue, minute), consistent_read=True))
        for bucket in buckets:
            again = take(list(bucket.ids))
            later = [(due_id, now + AGAIN_AFTER) for due_id in again]
            remember(queue, _again(minute, bucket.position), later)
        if buckets and minute < last:
            _done(queue, minute)
    if first <= last:
        _done(queue, last)


def minute_of(moment: datetime) -> str:
    """The minute in which something has become due: the first that begins at that moment or after it."""
    whole = moment.astimezone(UTC)
    up = whole.replace(second=0, microsecond=0)
    return _text(up if up == whole else up + MINUTE)


def _stretch(queue: str, now: datetime) -> tuple[str, str]:
    """The first and the last minute of this sweep. It is marked as begun before anything is read: whoever writes
    later into it sees that, and writes again further ahead."""
    last = _text(now.astimezone(UTC))
    mark = Sweep.find_or_none(queue)
    if mark is None or mark.done is None:
        _begin(queue, last)
        return min([last, *_earliest(queue)]), last
    first = _later(mark.done, 1)
    last = min(last, _later(mark.done, MOST_MINUTES))
    if first <= last:
        _begin(queue, last)
    return first, last


def _earliest(queue: str) -> Iterator[str]:
    """The first minute that holds anything: read from all there is, once in the life of a queue."""
    minutes = [
        due.minute.removeprefix(f"{queue} ")
        for due in Due.scan(Due.minute.startswith(f"{queue} "), consistent_read=True)
    ]
    yield from sorted(minutes)[:1]


def _again(minute: str, position: str) -> str:
    """Where what could not be taken is kept: named after the bucket in which it stood first."""
    return position if position.startswith(AGAIN) else f"{AGAIN}{minute} {position}"


def _begin(queue: str, minute: str) -> None:
    change(
        Sweep(queue),
        Sweep.begun.set(minute),
        when=Sweep.begun.does_not_exist() | (Sweep.begun < minute),
        already=lambda _: True,
        otherwise=Refused("busy"),
    )


def _done(queue: str, minute: str) -> None:
    change(
        Sweep(queue),
        Sweep.done.set(minute),
        when=Sweep.done.does_not_exist() | (Sweep.done < minute),
        already=lambda _: True,
        otherwise=Refused("busy"),
    )


def _by_minute(due: Iterable[tuple[str, datetime]], after: str) -> dict[str, list[str]]:
    soonest = _later(max(_text(clock.now()), after), 1)
    buckets: dict[str, list[str]] = {}
    for due_id, at in due:
        ids = buckets.setdefault(max(minute_of(at), soonest), [])
        if due_id not in ids:
            ids.append(due_id)
    return buckets


def _keep(queue: str, minute: str, position: str, ids: Sequence[str]) -> None:
    forget_after = _moment(minute) + FORGET_AFTER
    for start in range(0, len(ids), MOST_IDS):
        bucket = Due(
            _key(queue, minute),
            f"{position} {start}" if start else position,
            ids=list(ids[start : start + MOST_IDS]),
            forget_after=forget_after,
        )
        patiently(bucket.save)


def _key(queue: str, minute: str) -> str:
    return f"{queue} {minute}"


def _minutes(first: str, last: str) -> Iterator[str]:
    while first <= last:
        yield first
        first = _later(first, 1)


def _later(minute: str, count: int) -> str:
    return _text(_moment(minute) + count * MINUTE)


def _moment(minute: str) -> datetime:
    return datetime.fromisoformat(minute).replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"
