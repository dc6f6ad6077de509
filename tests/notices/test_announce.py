"""All who follow a subject are told what there is to tell, each once."""

from collections.abc import Sequence
from datetime import timedelta

from chalicelib import clock
from chalicelib.notices import (
    Follow,
    News,
    announce,
    follow,
    notices_of,
    remember_announcements,
    tell_followers,
)

MAKER = "maker:wu"


def followed(follower: str, subject: str = MAKER) -> Follow:
    follow(follower, subject, address="")
    return Follow.get(follower, subject)


def told(follower: str) -> list[str]:
    return [notice.kind for notice in notices_of((follower,)).items]


def news(about: str = "tea-1") -> News:
    return News("goods-new", about, clock.now(), {"title": "Tea"})


def tell_all(ids: Sequence[str], minutes: int = 2) -> None:
    remember_announcements("batch-1", ids)
    tell_followers(clock.now() + timedelta(minutes=minutes))


def announced(subject: str, what: News) -> str:
    announce(subject, what)
    return f"{subject}#{what.at:%Y-%m-%dT%H:%M:%S.%f}#{what.kind}#{what.about}"


def test_all_who_follow_are_told_once_and_nobody_else() -> None:
    for follower in ("pli", "gmei"):
        followed(follower)
    followed("pwang", "maker:li")
    what = news()
    ids = [announced(MAKER, what) for _ in range(2)]

    for minutes in (2, 4):
        tell_all(ids, minutes)

    assert told("pli") == told("gmei") == ["goods-new"]
    assert told("pwang") == []


def test_who_follows_two_subjects_of_the_same_news_is_told_once() -> None:
    followed("pli")
    followed("pli", "craft:silver")
    what = news()

    tell_all([announced(MAKER, what), announced("craft:silver", what)])

    assert told("pli") == ["goods-new"]


def test_of_very_many_some_are_told_a_minute_later() -> None:
    part = followed("p0").part
    with Follow.batch_write() as batch:
        for i in range(500):
            batch.save(Follow(f"q{i:03}", MAKER, part=part, since=clock.now()))
    ids = [announced(MAKER, news())]

    tell_all(ids)
    assert told("q499") == []
    tell_followers(clock.now() + timedelta(minutes=4))

    assert told("p0") == told("q000") == told("q499") == ["goods-new"]
