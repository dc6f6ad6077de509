"""What goes wrong in a live: the phone is turned, a call takes the camera, browsers want a tap or cannot film."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib import clock
from chalicelib.live import end_silent_lives, receive_chunk
from tests.browser import axe, follow, look, phone
from tests.fmp4.film import chunks
from tests.goods import goods_of_wu
from tests.journeys.test_live import SECONDS_TO_THE_FIRST_PICTURE, sign_in, wait_until_it_plays
from tests.live.stage import on_air, planned
from tests.people import COUNTY

SECONDS_UNTIL_A_HOST_IS_TOLD = 3
ROUGHLY = 0.5  # on a machine that encodes two films at once
LATE = 3  # the number of a chunk
SECONDS_UNTIL_VIEWERS_ARE_TOLD = 12  # eight, the last chunk on its way, and a look every second
CAMERA = """
window.refusals = 0;
navigator.mediaDevices.getUserMedia = async () => {
  if (window.refusals-- > 0) throw new DOMException("in use", "NotReadableError");
  const picture = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  const paint = picture.getContext("2d");
  setInterval(() => {
    paint.fillStyle = `hsl(${Date.now() % 360} 50% 50%)`;
    paint.fillRect(0, 0, picture.width, picture.height);
  }, 40);
  const stream = picture.captureStream(24);
  window.track = stream.getTracks()[0];
  window.turn = () => Object.assign(picture, { width: 240, height: 320 });
  window.call = () => {
    stream.getTracks()[0].stop();
    stream.getTracks()[0].dispatchEvent(new Event("ended"));
  };
  return stream;
};
"""
NO_AUTOPLAY = """
let tapped = false;
addEventListener("click", () => (tapped = true), true);
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  return tapped
    ? play.call(this)
    : Promise.reject(new DOMException("a tap is wanted", "NotAllowedError"));
};
"""
RECORDER = """
window.MediaRecorder = class extends MediaRecorder {
  constructor(...told) {
    super(...told);
    window.recorder = this;
  }
};
"""
TAKEN_AWAY = {
    "microphone muted by a call": """
        Object.defineProperty(track, "muted", { value: true });
        track.dispatchEvent(new Event("mute"))""",
    "recorder failed": "recorder.dispatchEvent(new Event('error'))",
    "recorder stopped": "recorder.stop()",
    "recorder silent": "recorder.pause()",
}
HAD_TO_WAIT = """() => {
  const video = document.getElementById("video");
  video.pause();
  for (let times = 0; times < 3; times++) video.dispatchEvent(new Event("waiting"));
}"""
SILENT_RECORDER = "MediaRecorder.prototype.start = () => {};"
SIZE = "() => document.getElementById('video').videoWidth"


def page_of(
    chromium: Browser, address: str, script: str, lang: str = "zh-Hans", *, signed_in: bool
) -> Page:
    page = phone(chromium, address, lang=lang).new_page()
    page.add_init_script(script)
    if signed_in:
        sign_in(page, f"host:{COUNTY}")
    return page


def test_a_turned_phone_a_call_and_a_browser_that_wants_a_tap(
    small_fair: str, chromium: Browser
) -> None:
    session = planned()
    host = page_of(chromium, small_fair, CAMERA, signed_in=True)
    buyer = page_of(chromium, small_fair, NO_AUTOPLAY, signed_in=False)
    buyer.goto(f"/live/{session.session_id}")
    host.goto(f"/host/{session.session_id}")
    host.get_by_role("button", name="开播").click()

    buyer.get_by_role("button", name="播放").click(timeout=1000 * SECONDS_TO_THE_FIRST_PICTURE)
    wait_until_it_plays(buyer)
    expect(buyer.get_by_role("button", name="播放")).to_be_hidden()
    wide = buyer.evaluate(SIZE)
    host.evaluate("turn()")
    buyer.wait_for_function(f"{SIZE} !== {wide}", timeout=30_000)

    told = host.get_by_text("观众看不到画面")
    host.evaluate("call()")
    began = time.monotonic()
    expect(told).to_be_visible()
    assert time.monotonic() - began < SECONDS_UNTIL_A_HOST_IS_TOLD
    host.get_by_role("button", name="用这台设备拍摄").click()
    expect(told).to_be_hidden()
    film = f"/video/{session.session_id}/live.m3u8"
    buyer.wait_for_function(
        f"async () => (await (await fetch('{film}')).text()).includes('init-3.mp4')",
        timeout=1000 * SECONDS_TO_THE_FIRST_PICTURE,
    )
    at = buyer.evaluate("() => document.getElementById('video').currentTime")
    buyer.wait_for_function(
        f"() => document.getElementById('video').currentTime > {at} + 4", timeout=30_000
    )


@pytest.mark.parametrize(
    ("lang", "told", "copy"),
    [
        ("zh-Hans", "这个浏览器不能拍摄", "复制链接"),
        ("en", "This browser cannot film", "Copy the link"),
    ],
)
def test_a_browser_that_cannot_film_names_one_that_can_and_gives_a_link(
    small_fair: str, chromium: Browser, lang: str, told: str, copy: str
) -> None:
    session = on_air()
    host = page_of(chromium, small_fair, "delete window.MediaRecorder;", lang, signed_in=True)
    host.goto(f"/host/{session.session_id}")

    expect(host.get_by_text(told)).to_be_visible()
    host.get_by_role("button", name=copy).click()

    expect(host.locator("#link")).to_have_value(re.compile(f"/host/{session.session_id}$"))
    expect(host.locator("#copied")).to_be_visible()
    expect(host.locator("#open")).to_be_hidden()
    axe(host)


def filming_host(small_fair: str, chromium: Browser) -> Page:
    session = planned()
    host = page_of(chromium, small_fair, CAMERA + RECORDER, signed_in=True)
    host.goto(f"/host/{session.session_id}")
    host.get_by_role("button", name="开播").click()
    expect(host.locator("#air")).to_be_visible()
    wait_until_sent(host)
    return host


def wait_until_sent(host: Page) -> None:
    with host.expect_response(re.compile("/chunks/"), timeout=30_000):
        pass


def test_whatever_stops_the_film_the_host_is_told_and_brings_it_back_with_one_tap(
    small_fair: str, chromium: Browser
) -> None:
    host = filming_host(small_fair, chromium)
    lost = host.get_by_text("观众看不到画面")

    for event, script in TAKEN_AWAY.items():
        host.evaluate(script)
        began = time.monotonic()
        expect(lost).to_be_visible()
        assert time.monotonic() - began < SECONDS_UNTIL_A_HOST_IS_TOLD + ROUGHLY, event
        host.get_by_role("button", name="用这台设备拍摄").click()
        expect(lost).to_be_hidden()
        expect(host.locator("#air")).to_be_visible()
        wait_until_sent(host)


def test_a_host_is_told_that_what_is_filmed_does_not_arrive(
    small_fair: str, chromium: Browser
) -> None:
    host = filming_host(small_fair, chromium)
    host.route("**/chunks/*", lambda _: None)  # nothing is answered

    expect(host.get_by_text("最近几秒还没有传到观众那里")).to_be_visible(timeout=12_000)

    host.unroute("**/chunks/*")
    expect(host.get_by_text("最近几秒还没有传到观众那里")).to_be_hidden(timeout=15_000)


def test_a_camera_that_cannot_be_turned_goes_on_or_is_asked_for_again(
    small_fair: str, chromium: Browser
) -> None:
    host = filming_host(small_fair, chromium)

    host.evaluate("refusals = 1")
    host.get_by_role("button", name="切换摄像头").click()
    expect(host.get_by_text("另一个摄像头没能打开")).to_be_visible()
    wait_until_sent(host)

    host.evaluate("refusals = 2")
    host.get_by_role("button", name="切换摄像头").click()
    expect(host.get_by_text("观众看不到画面")).to_be_visible()
    host.get_by_role("button", name="用这台设备拍摄").click()
    wait_until_sent(host)
    expect(host.get_by_text("观众看不到画面")).to_be_hidden()


def test_before_the_live_a_camera_that_cannot_be_turned_can_be_opened_again(
    small_fair: str, chromium: Browser
) -> None:
    host = page_of(chromium, small_fair, CAMERA, signed_in=True)
    host.goto(f"/host/{planned().session_id}")
    host.get_by_role("button", name="打开摄像头").click()
    expect(host.get_by_role("button", name="打开摄像头")).to_be_hidden()

    host.evaluate("refusals = 2")
    host.get_by_role("button", name="切换摄像头").click()
    expect(host.get_by_text("摄像头没能打开。")).to_be_visible()
    host.get_by_role("button", name="打开摄像头").click()

    expect(host.get_by_role("button", name="切换摄像头")).to_be_visible()


def test_a_late_piece_of_the_film_is_played_once(small_fair: str, chromium: Browser) -> None:
    session = on_air()
    beginning, *fragments = chunks()
    for seq, chunk in enumerate([beginning, *fragments[:4]]):
        if seq != LATE:
            receive_chunk(session, seq, chunk)
    buyer = page_of(chromium, small_fair, "", signed_in=False)
    fetched: list[str] = []
    buyer.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    buyer.goto(f"/live/{session.session_id}")
    buyer.wait_for_function("() => document.getElementById('video').buffered.length > 0")

    with buyer.expect_response(re.compile(r"/5-0\.m4s")):
        receive_chunk(session, LATE, fragments[LATE - 1])
        receive_chunk(session, 5, fragments[4])

    assert sorted(name for name in fetched if name.endswith(".m4s")) == [
        "2-0.m4s",
        "4-0.m4s",
        "5-0.m4s",
    ]


def test_a_picture_that_had_to_wait_stays_further_behind(
    small_fair: str, chromium: Browser
) -> None:
    session = on_air()
    beginning, *fragments = chunks()
    for seq, chunk in enumerate([beginning, *fragments[:3]]):
        receive_chunk(session, seq, chunk)
    buyer = page_of(chromium, small_fair, "", signed_in=False)
    buyer.goto(f"/live/{session.session_id}")
    buyer.wait_for_function("() => document.getElementById('video').currentTime > 0")
    buyer.evaluate(HAD_TO_WAIT)

    receive_chunk(session, 4, fragments[3])

    buyer.wait_for_function("() => document.getElementById('video').buffered.end(0) > 2.5")
    assert buyer.evaluate("() => document.getElementById('video').playbackRate") == 1


def test_a_host_whose_phone_is_gone_comes_back_to_a_live_that_has_ended(
    small_fair: str, chromium: Browser
) -> None:
    umbrella = goods_of_wu()
    session = planned([umbrella])
    host = page_of(chromium, small_fair, CAMERA, signed_in=True)
    buyer = page_of(chromium, small_fair, "", signed_in=False)
    host.goto(f"/host/{session.session_id}")
    host.get_by_role("button", name="开播").click()
    host.get_by_role("button", name="下一件").click()
    buyer.goto(f"/live/{session.session_id}")
    wait_until_it_plays(buyer)
    interrupted = buyer.locator("#interrupted")
    expect(interrupted).to_be_hidden()

    host.close()
    began = time.monotonic()
    expect(interrupted).to_be_visible(timeout=30_000)
    assert time.monotonic() - began < SECONDS_UNTIL_VIEWERS_ARE_TOLD
    expect(buyer.locator("#pin").get_by_role("button", name="立即购买")).to_be_visible()
    axe(buyer)
    look(buyer, "live-interrupted")

    end_silent_lives(clock.now() + timedelta(minutes=10))
    expect(interrupted).to_be_hidden(timeout=10_000)
    host = page_of(chromium, small_fair, CAMERA, signed_in=True)
    host.goto("/me/notices")
    follow(host, host.get_by_role("link", name="已自动结束"))
    look(host, "host-resumable")
    host.get_by_role("button", name="继续直播").click()
    film = f"/video/{session.session_id}/live.m3u8"
    expect(buyer.locator("#chip")).to_have_text("直播中", timeout=20_000)
    buyer.wait_for_function(
        f"async () => (await (await fetch('{film}')).text()).includes('init-2.mp4')",
        timeout=1000 * SECONDS_TO_THE_FIRST_PICTURE,
    )
    wait_until_it_plays(buyer)
    expect(interrupted).to_be_hidden()
