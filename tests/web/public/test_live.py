"""What those who watch a live are shown."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib import clock
from chalicelib.live import end, pin_goods, receive_chunk, set_run_of_show
from chalicelib.orders import Order
from infra.cloud.files import as_it_travels
from tests.client import Client
from tests.fmp4.film import chunks
from tests.goods import goods_of_wu
from tests.live.stage import on_air, planned
from tests.people import OFFICIAL
from tests.web.buyer.test_basket import order

STATIC = Path(__file__).resolve().parents[3] / "static"
MOST_BYTES_BEFORE_VIDEO = 60 * 1024


def test_a_visitor_finds_what_is_live_and_what_comes(visitor: Client) -> None:
    planned()
    assert "Upcoming live sales" in visitor.get("/live").body

    session = on_air()

    page = visitor.get("/live")
    assert f'href="/live/{session.session_id}"' in page.body
    assert "Live now" in page.body
    assert page.headers["cache-control"] == "public, max-age=15"


def test_with_nobody_live_the_list_says_so(visitor: Client) -> None:
    assert (
        "There are no live sales yet. The counties are getting ready." in visitor.get("/live").body
    )
    assert "还没有直播" in Client(visitor.app, lang="zh-CN").get("/live").body


def test_a_long_archive_goes_on_at_its_cursor(visitor: Client) -> None:
    for _ in range(13):
        end(on_air().session_id, "host-1")

    first = visitor.get("/live").body
    more = re.search(r'rel="next" href="([^"]+)"', first)

    assert more
    assert "list=over&amp;cursor=" in more[1]
    assert visitor.get(more[1].replace("&amp;", "&")).body.count('class="card card-live"') == 1


def test_before_it_begins_the_page_says_when(visitor: Client) -> None:
    session = planned([goods_of_wu()])

    page = visitor.get(f"/live/{session.session_id}")

    assert "Stay on this page" in page.body
    assert "Oiled-paper umbrella" in page.body
    assert "<video" in page.body
    assert "m3u8" not in page.body


def test_the_pin_stands_in_the_page_and_buys_without_javascript(visitor: Client) -> None:
    umbrella = goods_of_wu(left=7)
    session = on_air([umbrella])
    pinned = pin_goods(session.session_id, umbrella.listing_id, "host-1")

    body = visitor.get(f"/live/{session.session_id}").body

    form = body[body.index('action="/basket/lines"') :]
    for name, value in {
        "sku_id": umbrella.sku_id,
        "quantity": "1",
        "price_fen": "16800",
        "session_id": session.session_id,
        "pin_id": pinned.pin_id,
        "next": "checkout",
    }.items():
        assert f'name="{name}" value="{value}"' in form
    assert "Only 7 left" in body
    assert "Refresh the product" in body


def test_what_is_bought_from_the_pin_is_credited_to_the_live_and_its_host(visitor: Client) -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    pinned = pin_goods(session.session_id, umbrella.listing_id, "host-1")
    page = visitor.get(f"/live/{session.session_id}").body
    form = page[page.index('action="/basket/lines"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))

    bought = visitor.post("/basket/lines", **{**fields, "csrf": visitor.csrf()})
    order(visitor, bought.location, method="cod")

    (line,) = next(iter(Order.scan())).lines
    assert (line.session_id, line.pin_id) == (session.session_id, pinned.pin_id)
    assert (line.host_ids, line.credit) == (["host-1"], "direct")


def test_goods_that_are_sold_out_cannot_be_bought_from_the_pin(visitor: Client) -> None:
    umbrella = goods_of_wu(left=0)
    session = on_air([umbrella])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")

    body = visitor.get(f"/live/{session.session_id}").body

    assert "Sold out" in body
    assert 'action="/basket/lines" novalidate hidden' in body


def test_the_film_is_in_the_page_once_there_is_one_and_the_replay_after_the_end(
    visitor: Client,
) -> None:
    session = on_air()
    receive_chunk(session, 0, b"".join(chunks()))
    path = f"/live/{session.session_id}"

    assert f'src="/video/{session.session_id}/live.m3u8"' in visitor.get(path).body

    end(session.session_id, "host-1")
    assert f'src="/video/{session.session_id}/replay.m3u8"' in visitor.get(path).body


def test_the_replay_says_when_which_goods_were_shown(visitor: Client) -> None:
    umbrella, tea = goods_of_wu(), goods_of_wu("Tea")
    session = on_air([umbrella, tea])
    pin_goods(session.session_id, tea.listing_id, "host-1")
    end(session.session_id, "host-1")

    body = visitor.get(f"/live/{session.session_id}").body

    shown = body[body.index("Shown in this live sale") :]
    assert re.search(r">0:0\d<.*?>Tea</a>", shown, re.DOTALL)
    assert "umbrella" not in shown


def test_the_state_is_one_small_answer_that_caches_may_keep(visitor: Client) -> None:
    umbrella = goods_of_wu(left=7)
    session = on_air([umbrella])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")
    path = f"/live/{session.session_id}/state.json"

    answer = visitor.get(path)

    state = json.loads(answer.body)
    assert set(state) == {"status", "video", "film_at_ms", "pin", "chat", "next_poll_ms"}
    assert (state["status"], state["pin"]["left"]) == ("live", 7)
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert not answer.cookies
    assert "vary" not in answer.headers
    assert len(answer.body) < 500


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en", "You can still buy."), ("zh-CN", "画面暂时中断，仍可下单购买。")],
)
def test_a_page_that_is_loaded_while_no_film_comes_says_so(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, lang: str, sentence: str
) -> None:
    visitor.lang = lang
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    receive_chunk(session, 0, b"".join(chunks()))
    pin_goods(session.session_id, umbrella.listing_id, "host-1")
    path = f"/live/{session.session_id}"
    interrupted = re.compile(rf'<p class="wait" id="interrupted" data-ms="8000">[^<]*{sentence}')

    before = visitor.get(path).body
    later = clock.now() + timedelta(seconds=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    after = visitor.get(path).body

    assert sentence in before
    assert not interrupted.search(before)
    assert interrupted.search(after)
    assert 'action="/basket/lines"' in after


def test_a_state_without_new_film_is_not_sent_again(visitor: Client) -> None:
    session = on_air()
    receive_chunk(session, 0, b"".join(chunks()))
    path = f"/live/{session.session_id}/state.json"

    tag = visitor.get(path).headers["etag"]

    assert visitor.get(path, **{"if-none-match": tag}).status_code == 304


def test_a_state_that_has_not_changed_is_not_sent_again(visitor: Client) -> None:
    session = on_air([])
    path = f"/live/{session.session_id}/state.json"
    tag = visitor.get(path).headers["etag"]

    same = visitor.get(path, **{"if-none-match": tag})
    set_run_of_show(session.session_id, [goods_of_wu().listing_id], OFFICIAL)
    pin_goods(session.session_id, goods_of_wu().listing_id, "host-1")
    other = visitor.get(path, **{"if-none-match": tag})

    assert (same.status_code, same.body) == (304, "")
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/live/no-such-live", "/live/no-such-live/state.json"])
def test_a_live_that_does_not_exist_is_not_found(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_live_page_is_light_before_its_video(
    visitor: Client, compressed: Callable[..., int]
) -> None:
    shown = [goods_of_wu(f"Umbrella {i}") for i in range(8)]
    session = on_air(shown)
    pin_goods(session.session_id, shown[0].listing_id, "host-1")

    page = visitor.get(f"/live/{session.session_id}").body

    spent = compressed(page, "fair.css", "live.js", "art/scene-stage.svg")
    assert spent <= MOST_BYTES_BEFORE_VIDEO, spent


@pytest.fixture
def compressed() -> Callable[..., int]:
    """Bytes of a page and of static files as they travel."""

    def total(page: str, *names: str) -> int:
        texts = [page.encode(), *[as_it_travels(STATIC / name) for name in names]]
        return sum(len(gzip.compress(text)) for text in texts)

    return total
