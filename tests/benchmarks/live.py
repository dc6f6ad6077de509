"""From the host's camera to a buyer's screen, in Chromium: a clock with a beep is filmed, and read off the buyer's
picture and sound, live and as a replay, by the fair's own page, by Chromium's player and by hls.js."""

import statistics
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from tests.benchmarks.rows import Row, median_ms
from tests.benchmarks.watching import CAMERA, PLAY_BY_HLS_JS, PLAY_FILE, WATCH
from tests.browser import CHROMIUM, FLAGS, phone
from tests.fmp4.film import FILM
from tests.served import served

if TYPE_CHECKING:
    from chalicelib.live import LiveSession

SECONDS_WATCHED = 40
PACKAGE = "hls.js@1.7.4"
OURS, NATIVE, HLS_JS = "", "_native", "_hls_js"
BARE = "/about"  # a page of the fair whose content is replaced
NO_TAP = "--autoplay-policy=no-user-gesture-required"
Seen = dict[str, Any]
Beeps = dict[int, float]  # by the second of the clock, in milliseconds


def rows() -> Iterator[Row]:
    from app import app
    from infra.tables import create_tables

    create_tables()
    yield Row("live_split_film", _milliseconds_a_megabyte(), "ms a MB")
    with (
        served(app) as address,
        sync_playwright() as playwright,
        TemporaryDirectory() as folder,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, NO_TAP])
        yield from _rows(browser, address, _hls_js(Path(folder)))
        browser.close()


def _rows(browser: Browser, address: str, hls_js: str) -> Iterator[Row]:
    """Each player sees another part of the live, and the page of the replay the first one."""
    session, host, chunks = _on_air(browser, address)
    page = f"/live/{session.session_id}"
    live, replay = (f"/video/{session.session_id}/{name}.m3u8" for name in ("live", "replay"))
    lives, parts, replays = dict[str, Seen](), dict[str, list[bytes]](), dict[str, Seen]()
    for player in (OURS, NATIVE, HLS_JS) if hls_js else (OURS, NATIVE):
        src = "" if player == OURS else live
        script = hls_js if player == HLS_JS else ""
        lives[player] = _watched(browser, address, BARE if src else page, src=src, hls_js=script)
        parts[player] = [chunks[0], *chunks[-SECONDS_WATCHED:]]
    _end(host)
    replays[OURS] = _watched(browser, address, page)
    if hls_js:
        replays[HLS_JS] = _watched(browser, address, BARE, src=replay, hls_js=hls_js)
    recorded = {player: _recorded(browser, address, part) for player, part in parts.items()}
    for player, seen in lives.items():
        yield Row(f"live_glass_to_glass{player}", statistics.median(seen["late"]), "s")
        yield from _of(f"live_{{}}{player}", seen, parts[player], recorded[player])
    for player, seen in replays.items():
        yield from _of(f"live_replay_{{}}{player}", seen, parts[OURS], recorded[OURS])


def _of(name: str, seen: Seen, chunks: Sequence[bytes], recorded: Beeps) -> Iterator[Row]:
    """`recorded` is how far sound and picture are apart in the recording itself, beep by beep."""
    shown = seen["shown"] / (_pictures_a_second(chunks) * seen["seconds"])
    beeps = dict(seen["sound_ms"])
    offsets = [abs(beeps[second] - recorded[second]) for second in beeps.keys() & recorded.keys()]
    yield Row(name.format("pictures_shown"), round(shown, 3), "share")
    p95 = statistics.quantiles(offsets, n=20)[-1]
    yield Row(name.format("sound_offset_ms"), round(p95, 1), "ms")
    yield Row(name.format("waits"), seen["waits"], "waits")
    yield Row(name.format("jumps_back"), seen["jumps_back"], "jumps")


def _recorded(browser: Browser, address: str, chunks: Sequence[bytes]) -> Beeps:
    """The same part of the recording as it left the phone, played from one file: what eye and ear take for zero."""
    seen = _watched(browser, address, BARE, src="/recording.mp4", file=b"".join(chunks))
    return dict(seen["sound_ms"])


def _milliseconds_a_megabyte() -> float:
    from chalicelib.fmp4 import FilmSplitter

    return round(median_ms(lambda: FilmSplitter().feed(FILM), 50) / len(FILM) * 1_000_000, 2)


def _hls_js(folder: Path) -> str:
    """The script of hls.js as npm gives it; "" where that cannot be had."""
    asked = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    try:
        name = subprocess.run(  # noqa: S603 - our own words
            asked, check=True, capture_output=True, text=True, timeout=120
        ).stdout
        with tarfile.open(folder / name.strip()) as package:
            script = package.extractfile("package/dist/hls.min.js")
            return script.read().decode() if script else ""
    except (OSError, subprocess.SubprocessError, tarfile.TarError) as error:
        print(f"{PACKAGE} could not be had from npm: {error}", file=sys.stderr)
        return ""


def _on_air(browser: Browser, address: str) -> tuple["LiveSession", Page, list[bytes]]:
    """A live, its host's page, and the chunks that the recorder makes, as they leave the phone."""
    from tests.live.stage import planned

    session, chunks, numbers = planned(), list[bytes](), set[str]()
    host = phone(browser, address).new_page()

    def keep(request: Request) -> None:
        if "/chunks/" in request.url and request.url not in numbers:
            numbers.add(request.url)
            chunks.append(request.post_data_buffer or b"")

    host.on("request", keep)
    host.add_init_script(CAMERA)
    _sign_in(host)
    host.goto(f"/host/{session.session_id}")
    host.get_by_role("button", name="开播").click()
    return session, host, chunks


def _watched(
    browser: Browser, address: str, path: str, *, src: str = "", hls_js: str = "", file: bytes = b""
) -> Seen:
    """What one sees who opens a page of the fair, or plays `src` on a page that has nothing but a video."""
    context = _context(browser, address)
    page = context.new_page()
    if file:
        page.route(f"**{src}", lambda route: _answer(route, file))
    page.goto(path, wait_until="domcontentloaded")
    if src:
        page.set_content("<video id=video muted playsinline></video>")
        if hls_js:
            page.add_script_tag(content=hls_js)
        page.evaluate(PLAY_BY_HLS_JS if hls_js else PLAY_FILE, src)
    page.evaluate("() => { document.getElementById('video').play().catch(() => {}); }")
    plays = "() => document.getElementById('video').currentTime > 4"
    page.wait_for_function(plays, timeout=60_000)
    seen: Seen = page.evaluate(WATCH, SECONDS_WATCHED - (10 if file else 0))
    context.close()
    return seen


def _context(browser: Browser, address: str) -> BrowserContext:
    return browser.new_context(
        base_url=address,
        viewport={"width": 360, "height": 740},
        locale="zh-CN",
        bypass_csp=True,  # for hls.js, which is no script of ours
    )


def _answer(route: Route, file: bytes) -> None:
    route.fulfill(body=file, content_type="video/mp4")


def _end(host: Page) -> None:
    host.get_by_text("结束直播").click()
    host.get_by_role("button", name="确认结束").click()
    host.get_by_text("回放已保存").wait_for()
    host.close()


def _pictures_a_second(chunks: Sequence[bytes]) -> float:
    """What the camera filmed, by the samples of its recording."""
    from chalicelib.fmp4 import FilmSplitter, Fragment

    parts = FilmSplitter().feed(b"".join(chunks))
    runs = [run for part in parts if isinstance(part, Fragment) for run in part.runs]
    pictures = [run for run in runs if run.track.kind == "vide"]
    ticks = sum(sum(run.ticks) for run in pictures)
    return sum(len(run.ticks) for run in pictures) * pictures[0].track.timescale / ticks


def _sign_in(host: Page) -> None:
    from chalicelib.accounts import add_person, make_link
    from tests.people import COUNTY

    add_person("县长", [f"host:{COUNTY}"], person_id="host-1", made_by="bench")
    host.goto(f"/sign-in/link/{make_link('host-1', made_by='bench')}")
    host.get_by_role("main").get_by_role("button").click()
