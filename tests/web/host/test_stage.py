"""A host goes live, pins and ends, from one page; nobody else can."""

import base64
import gzip
import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.live import LivePlan, get_session, pins_of, schedule_session
from chalicelib.store import get_object, on_call
from chalicelib.web.page.render import shanghai
from infra.cloud.files import as_it_travels
from tests.client import ORIGIN, Answer, Client
from tests.fmp4.film import chunks
from tests.goods import goods_of_wu
from tests.live.stage import on_air, planned
from tests.people import COUNTY, OFFICIAL, SignIn

STATIC = Path(__file__).resolve().parents[3] / "static"
MOST_BYTES = 25 * 1024
FILES = ("fair.css", "host.js", "art/scene-stage.svg")
BEGINNING, *FRAGMENTS = chunks()
HOST = f"host:{COUNTY}"
Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]
MORE_THAN_A_REEL = 26  # segments: 24 are held beside the broadcast


def send_bytes(host: Client, path: str, body: bytes = b"", **headers: str) -> Answer:
    """What the page's own script sends: bytes, with the CSRF word in a header."""
    kind = {"content-type": "application/octet-stream", "origin": ORIGIN}
    kind |= {"x-csrf": csrf_of(host)} | headers
    text = base64.b64encode(body).decode()
    return host.send("POST", path, body=text, headers=kind, is_base64=True)


def csrf_of(host: Client) -> str:
    session = get_session_shown(host)
    return host.get(f"/host/{session}").body.split('data-csrf="')[1].split('"')[0]


def get_session_shown(host: Client) -> str:
    return str(re.findall(r'href="/host/(?!earnings)([^"]+)"', host.get("/host").body)[0])


def test_a_host_sees_the_lives_of_their_county(host: Client) -> None:
    session = planned()

    assert f'href="/host/{session.session_id}"' in host.get("/host").body


def test_another_countys_host_finds_nothing(signed_in_as: SignIn) -> None:
    session = on_air()
    stranger = signed_in_as("host:c0002")

    assert session.session_id not in stranger.get("/host").body
    assert stranger.get(f"/host/{session.session_id}").status_code == 404
    assert stranger.post(f"/host/{session.session_id}/end").status_code == 404
    assert get_session(session.session_id).state == "live"


def test_a_buyer_and_a_visitor_cannot_hold_a_live(visitor: Client, signed_in_as: SignIn) -> None:
    session = on_air()

    assert visitor.get(f"/host/{session.session_id}").location.startswith("/sign-in")
    assert visitor.post(f"/host/{session.session_id}/end").status_code == 403
    assert signed_in_as("buyer:*").get(f"/host/{session.session_id}").status_code == 404


def test_a_whole_live_without_javascript(host: Client) -> None:
    umbrella, tea = goods_of_wu(), goods_of_wu("Tea")
    session = planned([umbrella, tea])
    path = f"/host/{session.session_id}"

    assert "Go live" in host.get(path).body
    host.post(f"{path}/live")
    assert "Show next: Oiled-paper umbrella" in host.get(path).body
    first = host.follow(host.post(f"{path}/pin", listing_id=umbrella.listing_id)).body
    assert "Show next: Tea" in first
    assert "Unpin" in first
    host.post(f"{path}/pin", listing_id=tea.listing_id)
    host.post(f"{path}/unpin")
    over = host.follow(host.post(f"{path}/end")).body

    assert "This live sale has ended." in over
    assert [pin.listing_id for pin in pins_of(session.session_id)] == [
        umbrella.listing_id,
        tea.listing_id,
    ]


@pytest.mark.parametrize(
    ("lang", "question"), [("en", "is announced for"), ("zh-CN", "这场直播预告在")]
)
def test_a_live_of_another_day_asks_before_it_begins(
    signed_in_as: SignIn, lang: str, question: str
) -> None:
    host = signed_in_as(HOST, lang=lang)
    plan = LivePlan("Tea", clock.now() + timedelta(days=4), "Head")
    session = schedule_session(COUNTY, plan, OFFICIAL)
    path = f"/host/{session.session_id}"

    page = host.get(path).body
    hasty = host.post(f"{path}/live")

    asks = f"{question} {shanghai(session.starts_at)}"
    assert asks in page
    assert (hasty.status_code, asks in hasty.body) == (409, True)
    assert "<details open>" in hasty.body
    assert get_session(session.session_id).state == "scheduled"
    host.post(f"{path}/live", **dict(re.findall(r'name="(early)" value="(\w+)"', page)))
    assert get_session(session.session_id).state == "live"


@pytest.mark.parametrize(
    ("lang", "label", "until"),
    [("en", "Resume the live sale", "until"), ("zh-CN", "继续直播", "前")],
)
def test_a_live_that_was_ended_by_mistake_goes_on_from_its_page(
    signed_in_as: SignIn, monkeypatch: pytest.MonkeyPatch, lang: str, label: str, until: str
) -> None:
    host, session = signed_in_as(HOST, lang=lang), on_air()
    path = f"/host/{session.session_id}"

    over = host.follow(host.post(f"{path}/end")).body
    ended_at = get_session(session.session_id).ended_at
    assert ended_at
    assert label in over
    assert until in over
    assert shanghai(ended_at + timedelta(hours=2)) in over
    assert label not in host.follow(host.post(f"{path}/resume")).body
    assert get_session(session.session_id).state == "live"

    host.post(f"{path}/end")
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert label not in host.get(path).body
    assert host.post(f"{path}/resume").status_code == 409


@pytest.mark.parametrize(("lang", "said"), [("en", "I am on camera too"), ("zh-Hans", "我也出镜")])
def test_a_second_creator_joins_a_live_once(signed_in_as: SignIn, lang: str, said: str) -> None:
    session = on_air()
    path = f"/host/{session.session_id}"
    lin = signed_in_as(f"host:{COUNTY}", person_id="plin")
    lin.lang = lang

    before = lin.get(path).body
    joined = [lin.follow(lin.post(f"{path}/live")).body for _ in range(2)]

    assert said in before
    assert said not in joined[0] + joined[1]
    assert get_session(session.session_id).creator_ids.count("plin") == 1


def test_an_officials_assistant_may_pin_as_well(signed_in_as: SignIn) -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    official = signed_in_as(f"official:{COUNTY}")

    answer = official.post(f"/host/{session.session_id}/pin", listing_id=umbrella.listing_id)

    assert answer.status_code == 303
    assert get_session(session.session_id).pin_listing_id == umbrella.listing_id


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "This product is not in the running order. Please ask the county office to add it first.",
        ),
        ("zh-CN", "先请县里"),
    ],
)
def test_goods_that_are_not_in_the_show_are_refused_on_the_same_page(
    signed_in_as: SignIn, lang: str, said: str
) -> None:
    session = on_air()
    host = signed_in_as(HOST, lang=lang)

    answer = host.post(f"/host/{session.session_id}/pin", listing_id=goods_of_wu().listing_id)

    assert answer.status_code == 409
    assert said in answer.body
    assert 'id="show"' in answer.body


def test_a_camera_sends_its_film(host: Client) -> None:
    session = on_air()
    path = f"/host/{session.session_id}"

    first = json.loads(send_bytes(host, f"{path}/camera").body)["first"]
    begun = send_bytes(host, f"{path}/chunks/{first}", BEGINNING)
    filmed = send_bytes(host, f"{path}/chunks/{first + 1}", FRAGMENTS[0])
    again = send_bytes(host, f"{path}/chunks/{first + 1}", FRAGMENTS[0])

    assert (begun.status_code, json.loads(begun.body)["segments"]) == (200, 0)
    assert json.loads(filmed.body) == {"segments": 1, "repeat": False}
    assert json.loads(again.body) == {"segments": 0, "repeat": True}


def test_a_chunk_that_was_stored_and_not_noted_is_taken_when_it_comes_again(host: Client) -> None:
    session = on_air()
    path = f"/host/{session.session_id}"
    first = json.loads(send_bytes(host, f"{path}/camera").body)["first"]
    send_bytes(host, f"{path}/chunks/{first}", BEGINNING)

    def stored_only(ask: Ask, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "UpdateItem":
            raise Refused("busy")
        return ask(operation, request)

    works_again = on_call(stored_only)
    lost = send_bytes(host, f"{path}/chunks/{first + 1}", FRAGMENTS[0])
    works_again()
    again = send_bytes(host, f"{path}/chunks/{first + 1}", FRAGMENTS[0])

    assert json.loads(lost.body)["id"] == "busy"
    assert get_object(f"video/{session.session_id}/{first + 1}-0.m4s")
    assert json.loads(again.body) == {"segments": 1, "repeat": False}


def test_a_long_film_is_put_away_reel_by_reel_and_replayed_whole(host: Client) -> None:
    session = on_air()
    path, csrf = f"/host/{session.session_id}", csrf_of(host)
    first = json.loads(send_bytes(host, f"{path}/camera").body)["first"]

    for i, chunk in enumerate([BEGINNING, *FRAGMENTS[:1] * MORE_THAN_A_REEL]):
        sent = send_bytes(host, f"{path}/chunks/{first + i}", chunk, **{"x-csrf": csrf})
        assert sent.status_code == 200
    host.post(f"{path}/end")

    replay = get_object(f"video/{session.session_id}/replay.m3u8").decode()
    assert replay.count("#EXTINF") == MORE_THAN_A_REEL


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "What arrived is not MP4 video, so this piece was not used. Open the camera again; the live sale goes on.",
        ),
        ("zh-CN", "不是 MP4 视频"),
    ],
)
def test_a_chunk_that_is_no_film_is_answered_in_the_hosts_language(
    signed_in_as: SignIn, lang: str, said: str
) -> None:
    session = on_air()
    host = signed_in_as(HOST, lang=lang)

    answer = send_bytes(host, f"/host/{session.session_id}/chunks/0", b"this is no film")

    told = json.loads(answer.body)
    assert answer.status_code == 422
    assert told["id"] == "chunk-not-mp4"
    assert said in told["problem"]


def test_a_chunk_out_of_time_or_from_a_stranger_is_refused(
    host: Client, signed_in_as: SignIn
) -> None:
    early, session = planned(), on_air()
    chunk = BEGINNING + FRAGMENTS[0]
    stranger = signed_in_as("host:c0002")

    def ids(answer: Answer) -> tuple[int, Any]:
        return answer.status_code, json.loads(answer.body)["id"]

    assert ids(send_bytes(host, f"/host/{early.session_id}/chunks/0", chunk)) == (
        409,
        "live-not-now",
    )
    assert ids(send_bytes(host, f"/host/{session.session_id}/chunks/-1", chunk)) == (
        404,
        "not-found",
    )
    word = {"x-csrf": stranger.csrf()}
    path = f"/host/{session.session_id}/chunks/0"
    kind = {"content-type": "application/octet-stream", "origin": ORIGIN, **word}
    text = base64.b64encode(chunk).decode()
    refused = stranger.send("POST", path, body=text, headers=kind, is_base64=True)
    assert refused.status_code == 404


def test_a_chunk_from_a_foreign_page_is_refused(host: Client) -> None:
    session = on_air()
    path = f"/host/{session.session_id}/chunks/0"

    without_word = send_bytes(host, path, BEGINNING, **{"x-csrf": ""})
    from_elsewhere = send_bytes(host, path, BEGINNING, origin="https://evil.example")

    assert {without_word.status_code, from_elsewhere.status_code} == {403}


def test_the_hosts_page_is_light(host: Client) -> None:
    shown = [goods_of_wu(f"Umbrella {i}") for i in range(12)]
    session = on_air(shown)

    page = host.get(f"/host/{session.session_id}").body

    texts = [page.encode(), *[as_it_travels(STATIC / name) for name in FILES]]
    spent = sum(len(gzip.compress(text)) for text in texts)
    assert spent <= MOST_BYTES, spent
