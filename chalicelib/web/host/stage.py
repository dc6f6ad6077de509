"""Pages of those who hold a live: their sessions, and the one page that films, pins and ends."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.live import (
    LiveSession,
    after_in_show,
    end,
    go_live,
    goods_in_show,
    is_early,
    pin_goods,
    receive_chunk,
    resumable_until,
    resume,
    session_of_team,
    sessions_of_county,
    take_camera,
    unpin,
)
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.render import as_json, render, see_other
from chalicelib.web.page.routes import HOST, OFFICIAL, Pages

TEAM = (HOST, OFFICIAL)
MOST_DIGITS = 15

pages = Pages(__name__)


@pages.get("/host", who=TEAM)
def show_my_sessions() -> Response:
    choice, cursor = asking().query.get("county", ""), asking().query.get("cursor", "")
    counties = [county_id for county_id in _my_counties() if choice in {"", county_id}]
    lists = {
        county_id: sessions_of_county(county_id, cursor if choice else "") for county_id in counties
    }
    return render("host/list.html", counties=lists)


@pages.get("/host/{session_id}", who=TEAM)
def show_session(session_id: str) -> Response:
    session = own_session(session_id)
    goods = goods_in_show(session)
    now = clock.now()
    until = resumable_until(session.state, session.ended_at)
    following = after_in_show(session.run_of_show, session.pin_listing_id)
    return render(
        "host/show.html",
        session=session,
        goods=goods,
        is_early=is_early(session.starts_at, now),
        resumable_until=until if until and now < until else None,
        following=next((listing for listing in goods if listing.listing_id == following), None),
    )


@pages.post("/host/{session_id}/live", who=TEAM, again=show_session)
def begin_session(session_id: str) -> Response:
    is_creator = not signed_in_person().scopes(OFFICIAL)
    may_be_early = pages.form().get("early") == "yes"
    return _done(
        session_id,
        lambda by: go_live(session_id, by, is_creator=is_creator, may_be_early=may_be_early),
    )


@pages.post("/host/{session_id}/pin", who=TEAM, again=show_session)
def pin_listing(session_id: str) -> Response:
    listing_id = pages.form().get("listing_id", "")
    return _done(session_id, lambda by: _pinned(session_id, listing_id, by))


@pages.post("/host/{session_id}/unpin", who=TEAM, again=show_session)
def take_pin_down(session_id: str) -> Response:
    return _done(session_id, lambda by: unpin(session_id, by))


@pages.post("/host/{session_id}/end", who=TEAM, again=show_session)
def end_session(session_id: str) -> Response:
    return _done(session_id, lambda by: end(session_id, by))


@pages.post("/host/{session_id}/resume", who=TEAM, again=show_session)
def resume_session(session_id: str) -> Response:
    return _done(session_id, lambda by: resume(session_id, by))


@pages.script("/host/{session_id}/camera", who=TEAM)
def become_camera(session_id: str) -> Response:
    return as_json({"first": take_camera(own_session(session_id).session_id)})


@pages.script("/host/{session_id}/chunks/{seq}", who=TEAM)
def take_chunk(session_id: str, seq: str) -> Response:
    session = own_session(session_id)
    if not (seq.isascii() and seq.isdigit() and len(seq) <= MOST_DIGITS):
        raise NotFound("not-found")
    chunk = receive_chunk(session, int(seq), asking().body)
    return as_json({"segments": chunk.segments, "repeat": chunk.is_repeat})


def _my_counties() -> tuple[str, ...]:
    person = signed_in_person()
    return tuple(dict.fromkeys(county for role in TEAM for county in person.scopes(role)))


def own_session(session_id: str) -> LiveSession:
    """A session of this person's counties. Raises NotFound for all others."""
    return session_of_team(session_id, _my_counties())


def _done(session_id: str, act: Callable[[str], LiveSession]) -> Response:
    """Do it as the person who asks, if it is their session, and show the page again."""
    own_session(session_id)
    act(signed_in_person().person_id)
    return see_other(f"/host/{session_id}")


def _pinned(session_id: str, listing_id: str, by: str) -> LiveSession:
    """Goods that were taken down meanwhile are refused; the page itself is still to be found."""
    try:
        return pin_goods(session_id, listing_id, by)
    except NotFound as gone:
        raise Refused(gone.message_id, **gone.values) from None
