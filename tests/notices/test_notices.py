"""People and offices are told what they need to know, once, and say that they have read it."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.accounts import SignedInPerson
from chalicelib.errors import NotFound, Refused
from chalicelib.notices import News, Notice, boxes_of, mark_read, notices_of, tell
from chalicelib.store import transaction
from tests.costs import assert_cost
from tests.people import COUNTY, OFFICIAL

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
OFFICE = f"official:{COUNTY}"


def news(minutes: int = 0, about: str = "live-1") -> News:
    values: dict[str, str | int | datetime] = {"title": "Tea", "minutes": 10, "until_at": NOON}
    return News("live-ended-by-itself", about, NOON + timedelta(minutes=minutes), values)


def somebody(person_id: str = OFFICIAL, *grants: str) -> tuple[str, ...]:
    """The boxes of a person."""
    return boxes_of(SignedInPerson(person_id, "Wang", grants, "device"))


def keys(boxes: tuple[str, ...]) -> list[tuple[str, bool]]:
    return [(notice.about, notice.read_at is not None) for notice in notices_of(boxes).items]


def test_a_person_and_an_office_are_told_once_however_often_it_is_said() -> None:
    for _ in range(2):
        tell(OFFICIAL, news())
        tell(OFFICE, news(1, "live-2"))

    assert keys(somebody(OFFICIAL, OFFICE)) == [("live-2", False), ("live-1", False)]
    assert keys(somebody("another", OFFICE)) == [("live-2", False)]
    assert keys(somebody("stranger", "official:c9999")) == []


def test_the_same_at_another_moment_is_another_notice() -> None:
    tell(OFFICIAL, news())
    tell(OFFICIAL, news(1))

    assert len(notices_of(somebody()).items) == 2


def test_who_is_told_in_two_ways_reads_it_once() -> None:
    tell(OFFICIAL, news())
    tell(OFFICE, news())
    other = somebody("another", OFFICE)
    mark_read(other, notices_of(other).items[0].notice_key, by="another")

    assert keys(somebody(OFFICIAL, OFFICE)) == [("live-1", False)]


def along_with_a_change_of(notice: Notice) -> None:
    with transaction() as tx:
        tell("another", news(), along=tx)
        is_new = Notice.whose.does_not_exist()
        tx.update(notice, Notice.about.set("it"), when=is_new, otherwise=Refused("busy"))


def test_what_is_told_along_with_a_change_is_told_with_it_or_not_at_all() -> None:
    tell(OFFICIAL, news())
    key = notices_of(somebody()).items[0].notice_key

    with pytest.raises(Refused, match="busy"):
        along_with_a_change_of(Notice(OFFICIAL, key))
    assert keys(somebody("another")) == []

    along_with_a_change_of(Notice("nobody", key))
    assert keys(somebody("another")) == [("live-1", False)]


def test_reading_marks_what_was_seen_and_nothing_that_came_since() -> None:
    for minutes in range(3):
        tell(OFFICIAL, news(minutes, f"live-{minutes}"))
    seen = notices_of(somebody()).items[1].notice_key

    for _ in range(2):
        mark_read(somebody(), seen, by=OFFICIAL)

    assert keys(somebody()) == [("live-2", False), ("live-1", True), ("live-0", True)]
    notice = notices_of(somebody()).items[-1]
    assert notice.read_by == OFFICIAL
    assert notice.forget_after == NOON + timedelta(days=180)


def test_nobody_marks_what_others_are_told() -> None:
    tell("another", news())

    mark_read(somebody(), "9", by=OFFICIAL)

    assert keys(somebody("another")) == [("live-1", False)]


def test_a_long_list_goes_on_at_its_cursor_and_misses_nothing() -> None:
    for minutes in range(7):
        tell(OFFICE if minutes % 2 else OFFICIAL, news(minutes, f"live-{minutes}"))
    official, about, cursor = somebody(OFFICIAL, OFFICE), [], ""

    for _ in range(3):
        page = notices_of(official, cursor, limit=3)
        about += [notice.about for notice in page.items]
        cursor = page.cursor

    assert about == [f"live-{minutes}" for minutes in reversed(range(7))]
    assert cursor == ""


@pytest.mark.parametrize("text", ["x" * 201, "宴" * 5_000])
def test_a_cursor_of_any_length_is_no_fault(text: str) -> None:
    with pytest.raises(NotFound):
        notices_of(somebody(), text)
    with pytest.raises(NotFound):
        mark_read(somebody(), text, by=OFFICIAL)


def test_what_notices_cost() -> None:
    with assert_cost(writes=1):
        tell(OFFICIAL, news())
    with assert_cost(reads=2):  # one for the person, one for their grant
        notices = notices_of(somebody(OFFICIAL, OFFICE)).items
    with assert_cost(reads=1, writes=1):
        mark_read(somebody(OFFICIAL, OFFICE), notices[0].notice_key, by=OFFICIAL)
