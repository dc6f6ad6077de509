"""From the host's camera to a buyer's screen, in Chromium: a clock is filmed, and read off the buyer's picture."""

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.rows import Row, median_ms
from tests.browser import CHROMIUM, FLAGS, phone
from tests.media.film import FILM
from tests.served import served

LOOKS = 15
CLOCK = """
navigator.mediaDevices.getUserMedia = async () => {
  const clock = Object.assign(document.createElement("canvas"), { width: 848, height: 480 });
  const paint = clock.getContext("2d");
  setInterval(() => {
    const now = Math.floor(Date.now() / 10) % 2 ** 24;
    for (let bit = 0; bit < 24; bit++) {
      paint.fillStyle = (now >> bit) & 1 ? "#fff" : "#000";
      paint.fillRect(20 + bit * 33, 60, 33, 360);
    }
  }, 40);
  return clock.captureStream(24);
};
"""
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
        yield Row("live_glass_to_glass", _glass_to_glass(browser, address), "s")
        browser.close()


def _milliseconds_a_megabyte() -> float:
    from chalicelib.media import FilmSplitter

    return round(median_ms(lambda: FilmSplitter().feed(FILM), 50) / len(FILM) * 1_000_000, 2)


def _glass_to_glass(browser: Browser, address: str) -> float:
    """The median of some looks, in seconds, once the picture has settled."""
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
    return statistics.median(_looks(buyer))


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
