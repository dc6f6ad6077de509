"""From the host's camera to a buyer's screen, in Chromium: a clock is filmed, and read off the buyer's picture."""

import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.rows import Row, median_ms
from tests.browser import CHROMIUM, FLAGS, phone
from tests.media.film import FILM
from tests.served import served

if TYPE_CHECKING:
    from chalicelib.live import LiveSession

LOOKS = 15
SECONDS_WATCHED = 60
CLOCK = """
navigator.mediaDevices.getUserMedia = async () => {
  const clock = Object.assign(document.createElement("canvas"), { width: 848, height: 480 });
  const paint = clock.getContext("2d");
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const heard = sound.createMediaStreamDestination();
  tone.connect(heard);
  tone.start();
  setInterval(() => {
    const now = Math.floor(Date.now() / 10) % 2 ** 24;
    for (let bit = 0; bit < 24; bit++) {
      paint.fillStyle = (now >> bit) & 1 ? "#fff" : "#000";
      paint.fillRect(20 + bit * 33, 60, 33, 360);
    }
  }, 40);
  const stream = clock.captureStream(24);
  stream.addTrack(heard.stream.getAudioTracks()[0]);
  return stream;
};
"""
WATCH = """async (seconds) => {
  const video = document.getElementById("video");
  const shown = () => {
    const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
    return totalVideoFrames - droppedVideoFrames;
  };
  const before = [shown(), video.currentTime];
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  return [shown() - before[0], video.currentTime - before[1]];
}"""
READ = """() => {
  const video = document.getElementById("video");
  const seen = Object.assign(document.createElement("canvas"), { width: 848, height: 480 });
  const paint = seen.getContext("2d");
  paint.drawImage(video, 0, 0, 848, 480);
  let then = 0;
  for (let bit = 0; bit < 24; bit++) {
    if (paint.getImageData(36 + bit * 33, 240, 1, 1).data[0] > 127) then |= 1 << bit;
  }
  return ((Math.floor(Date.now() / 10) % 2 ** 24) - then) / 100;
}"""


def rows() -> Iterator[Row]:
    from app import app
    from infra.tables import create_tables

    create_tables()
    yield Row("live_split_film", _milliseconds_a_megabyte(), "ms a MB")
    with served(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        session, buyer = _on_air(browser, address)
        yield Row("live_glass_to_glass", statistics.median(_looks(buyer)), "s")
        shown, seconds = buyer.evaluate(WATCH, SECONDS_WATCHED)
        filmed = seconds * _pictures_a_second(session.session_id)
        yield Row("live_pictures_shown", round(shown / filmed, 3), "share")
        browser.close()


def _milliseconds_a_megabyte() -> float:
    from chalicelib.media import FilmSplitter

    return round(median_ms(lambda: FilmSplitter().feed(FILM), 50) / len(FILM) * 1_000_000, 2)


def _on_air(browser: Browser, address: str) -> tuple["LiveSession", Page]:
    """A live whose picture has settled, and the page of one who watches."""
    from tests.live.stage import planned

    session = planned()
    host = phone(browser, address).new_page()
    host.add_init_script(CLOCK)
    _sign_in(host)
    host.goto(f"/host/{session.session_id}")
    host.get_by_role("button", name="开播").click()
    buyer = phone(browser, address).new_page()
    buyer.goto(f"/live/{session.session_id}")
    buyer.wait_for_function(
        "() => document.getElementById('video').currentTime > 8", timeout=60_000
    )
    return session, buyer


def _pictures_a_second(session_id: str) -> float:
    """What the camera filmed, by the samples of its film."""
    from chalicelib.media import FilmSplitter, Fragment
    from chalicelib.store import get_object, list_keys

    folder = f"video/{session_id}/"
    names = [name for name in list_keys(folder) if name.endswith(".m4s")]
    film = b"".join(get_object(name) for name in [f"{folder}init-1.mp4", *names])
    fragments = [part for part in FilmSplitter().feed(film) if isinstance(part, Fragment)]
    pictures = [run for part in fragments for run in part.runs if run.track.kind == "vide"]
    ticks = sum(sum(run.ticks) for run in pictures)
    return sum(len(run.ticks) for run in pictures) * pictures[0].track.timescale / ticks


def _looks(buyer: Page) -> list[float]:
    seen: list[float] = []
    for _ in range(LOOKS):
        seen.append(float(buyer.evaluate(READ)))
        time.sleep(0.5)
    return seen


def _sign_in(host: Page) -> None:
    from chalicelib.accounts import add_person, make_link
    from tests.people import COUNTY

    add_person("县长", [f"host:{COUNTY}"], person_id="host-1", made_by="bench")
    host.goto(f"/sign-in/link/{make_link('host-1', made_by='bench')}")
    host.get_by_role("main").get_by_role("button").click()
