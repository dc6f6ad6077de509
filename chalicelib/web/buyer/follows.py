"""What somebody follows: makers, counties, crafts, and live sales that they want to be reminded of."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from chalice.app import Response

from chalicelib.catalogue import crafts
from chalicelib.counties import get_county
from chalicelib.errors import NotFound
from chalicelib.live import check_to_come, get_sessions
from chalicelib.notices import follow, follows_of, unfollow
from chalicelib.producers import get_producer, get_producers
from chalicelib.web.page.as_written import wording
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.render import county_name, craft_name, render, see_other, shanghai
from chalicelib.web.page.routes import ANYONE, Pages

LIST = "/me/following"
PLACES = {
    "county": "/counties/{}",
    "craft": "/search?craft={}",
    "live": "/live/{}",
    "maker": "/producers/{}",
}

pages = Pages(__name__)


class FollowLine(NamedTuple):
    """One follow as its list shows it; `starts` is when a live does."""

    subject: str
    kind: str
    name: str
    place: str
    starts: str = ""


@pages.get(LIST, who=ANYONE)
def show_follows() -> Response:
    buyer_id, cursor = asking().buyer_id, asking().query.get("cursor", "")
    page = follows_of(buyer_id, cursor) if buyer_id else None
    return render(
        "buyer/following.html",
        lines=list(_lines(each.subject for each in page.items)) if page else [],
        cursor=page.cursor if page else "",
    )


@pages.post("/follow", who=ANYONE)
def change_follow() -> Response:
    """From the button of a subject's page one comes back to that page, which says what has happened."""
    form = pages.form(unseen=("do",))
    kind, _, name = form.get("subject", "").partition(":")
    does = form.choice("do", ("follow", "leave"))
    form.check()
    if kind not in PLACES:
        raise NotFound("not-found")
    if does == "leave":
        unfollow(own_buyer_id(), f"{kind}:{name}")
    else:
        THERE[kind](name)
        follow(own_buyer_id(), f"{kind}:{name}", address=asking().address)
    if form.get("back") == "list":
        return see_other(LIST)
    place = PLACES[kind].format(name)
    return see_other(f"{place}{'&' if '?' in place else '?'}follow={does}#follow")


def _craft(craft_id: str) -> None:
    if craft_id not in crafts():
        raise NotFound("not-found")


# Whether there is such a thing: each raises NotFound, and Refused for a live that is over.
THERE: dict[str, Callable[[str], object]] = {
    "county": get_county,
    "craft": _craft,
    "live": check_to_come,
    "maker": get_producer,
}


def _lines(subjects: Iterable[str]) -> Iterator[FollowLine]:
    """What is gone since is left out; whoever follows it is told nothing of it either."""
    names = [(subject, *subject.split(":", 1)) for subject in subjects]
    makers = get_producers(name for _, kind, name in names if kind == "maker")
    lives = get_sessions(name for _, kind, name in names if kind == "live")
    for subject, kind, name in names:
        place = PLACES[kind].format(name)
        if kind == "county":
            yield FollowLine(subject, kind, county_name(name), place)
        elif kind == "craft" and name in crafts():
            yield FollowLine(subject, kind, craft_name(name), place)
        elif name in makers:
            yield FollowLine(subject, kind, wording(makers[name], "name"), place)
        elif name in lives:
            starts = shanghai(lives[name].starts_at)
            yield FollowLine(subject, kind, wording(lives[name], "title"), place, starts)
