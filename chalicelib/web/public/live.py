"""Pages of those who watch: the lives, one live with its pin, and its state as JSON."""

import hashlib
import json
from collections.abc import Callable

from chalice.app import Response

from chalicelib import clock
from chalicelib.errors import FairError
from chalicelib.live import (
    INTERRUPTED_MS,
    LONGEST_LINE,
    ChatVisitor,
    LiveSession,
    State,
    archived,
    get_session,
    is_interrupted,
    live_now,
    past,
    public_among,
    say,
    shown_in,
    state_of,
    state_of_session,
    upcoming,
)
from chalicelib.store import Page
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.pictures import small_picture
from chalicelib.web.page.render import answer, as_json, render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

LIST_FRESH_SECONDS = 15
PAGE_FRESH_SECONDS = 1
ON_A_PAGE = 12
STATE_CACHED = "public, max-age=1"
NOTHING_SHOWN: State = {
    "pin_id": "",
    "listing_id": "",
    "sku_id": "",
    "title": "",
    "title_en": "",
    "price_fen": 0,
    "left": 0,
    "photo_ref": "",
}
LISTS: dict[str, Callable[[str, int], Page[LiveSession]]] = {
    "coming": upcoming,
    "over": past,
    "archived": archived,
}

pages = Pages(__name__)


@pages.get("/live", who=ANYONE)
def show_lives() -> Response:
    choice, cursor = asking().query.get("list", ""), asking().query.get("cursor", "")
    is_first = choice not in LISTS
    lists = LISTS if is_first else {choice: LISTS[choice]}
    return render(
        "public/live/list.html",
        public_seconds=LIST_FRESH_SECONDS,
        now=live_now() if is_first else [],
        lists={name: ask("" if is_first else cursor, ON_A_PAGE) for name, ask in lists.items()},
    )


@pages.get("/live/{session_id}", who=ANYONE)
def show_live(session_id: str) -> Response:
    """The live; to whoever has just written something, with what became of it."""
    session = get_session(session_id)
    state = state_of_session(session)
    pins = shown_in(session)
    listing_ids = [*session.run_of_show, *(past.listing_id for past in pins)]
    listings = {listing.listing_id: listing for listing in public_among(listing_ids)}
    return render(
        "public/live/show.html",
        public_seconds=PAGE_FRESH_SECONDS,
        session=session,
        state=state,
        interrupted_ms=INTERRUPTED_MS,
        is_interrupted=is_interrupted(state["film_at_ms"], clock.now()),
        nothing=NOTHING_SHOWN,
        form=kept(typed(), "text"),
        longest_line=LONGEST_LINE,
        follow=asking().query.get("follow", ""),
        is_sent=asking().query.get("chat") == "sent",
        goods=list(listings.values()),
        pins=[
            (past.minutes, listings[past.listing_id])
            for past in pins
            if past.listing_id in listings
        ],
    )


@pages.post("/live/{session_id}/chat", who=ANYONE, again=show_live, at="text")
def write_line(session_id: str) -> Response:
    form = pages.form({"text": FairError("chat-empty")})
    text = form.text("text", 1, LONGEST_LINE)
    form.check()
    buyer_id, current = own_buyer_id(), asking()
    name = current.person.name if current.person else ""
    say(session_id, text, ChatVisitor(buyer_id, name, current.network))
    return see_other(f"/live/{session_id}?chat=sent#chat")


@pages.get("/live/{session_id}/state.json", who=ANYONE)
def show_state(session_id: str) -> Response:
    state = state_of(session_id)
    if state["pin"]:
        state["pin"]["photo_src"] = small_picture(state["pin"]["photo_ref"])
    text = json.dumps(state, sort_keys=True).encode()
    tag = f'"{hashlib.sha256(text).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": STATE_CACHED}
    if tag in asking().headers.get("if-none-match", ""):
        return answer("", status=304, headers=headers)
    return as_json(state, headers=headers)
