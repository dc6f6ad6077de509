"""Chromium for journeys: phones and desks, with or without JavaScript, and what a page must pass to be shown."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.gathered import journeys

CHROMIUM = (
    os.environ.get("FAIR_CHROMIUM") or which("chromium-headless-shell") or "/usr/bin/chromium"
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
LOOKS = Path(__file__).resolve().parent.parent / "build" / "looks"
Phone = Callable[..., Page]  # takes the address of a fair
PHONE, DESK = 360, 1280
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium with a fake camera and microphone; every context of it is a fresh profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def phone(
    browser: Browser, base_url: str, *, lang: str = "zh-Hans", script: bool = True
) -> BrowserContext:
    """A phone of 360 px that nobody has used before; with `script=False` its JavaScript is off."""
    return _context(browser, base_url, PHONE, 740, lang=lang, script=script)


def desk(
    browser: Browser, base_url: str, *, lang: str = "zh-Hans", script: bool = True
) -> BrowserContext:
    """A desktop browser of 1,280 px that nobody has used before."""
    return _context(browser, base_url, DESK, 800, lang=lang, script=script)


def complaints(page: Page) -> list[str]:
    """A list that fills with what the page complains of from now on: errors, and what the policy forbids."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    return heard


def look(page: Page, name: str) -> None:
    """Store the whole page as `build/looks/<name>-<px>.png` at 360 and 1,280 px; the page keeps its own size."""
    LOOKS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width, height in ((PHONE, 740), (DESK, 800)):
        page.set_viewport_size({"width": width, "height": height})
        assert fits(page), f"{name} is wider than its window of {width} px"
        page.screenshot(path=LOOKS / f"{name}-{width}.png", full_page=True)
    if before:
        page.set_viewport_size(before)


def follow(page: Page, target: Locator) -> None:
    """Tap what leads to another page and wait until that page is there, for tests that read it at once."""
    with page.expect_navigation():
        target.click()


def fits(page: Page) -> bool:
    """Whether nothing makes the reader scroll sideways."""
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(wide))


def axe(page: Page) -> None:
    """Fail with every violation of WCAG 2.2 A and AA that axe finds on the page, in light and in dark.

    The page is looked at in its full height: a bar that sticks to the window covers something wherever one scrolls. axe
    is a script itself, so it cannot look at a page whose JavaScript is off."""
    assert not page.evaluate("matchMedia('(scripting: none)').matches"), "axe needs JavaScript"
    page.evaluate(AXE_SCRIPT)
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**size, "height": max(size["height"], height)})
    broken = _broken(page, "light", {"type": "tag", "values": WCAG})
    broken += _broken(page, "dark", {"type": "rule", "values": ["color-contrast"]})
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size)
    assert not broken, f"{page.url}\n" + "\n".join(broken)


@dataclass
class Journey:
    """Counts what a journey costs a person: taps, fields, seconds. `print_against` says it beside the target."""

    name: str
    taps: int = 0
    fields: int = 0
    began: float = field(default_factory=time.monotonic)

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.click()

    def fill(self, target: Locator, value: str) -> None:
        self.fields += 1
        target.fill(value)

    def choose(self, target: Locator, value: str) -> None:
        self.fields += 1
        target.select_option(value)

    def attach(self, target: Locator, path: Path) -> None:
        self.fields += 1
        target.set_input_files(path)

    def print_against(self, *, taps: int = 0, fields: int = 0, seconds: float = 0) -> None:
        """Print one line with each target that is given, and fail if one is missed."""
        spent = [
            ("taps", self.taps, taps),
            ("fields", self.fields, fields),
            ("seconds", round(time.monotonic() - self.began, 1), seconds),
        ]
        parts = [
            f"{had:g} {what}" + (f" (<= {most:g})" if most else "") for what, had, most in spent
        ]
        journeys.append(f"{self.name}: {', '.join(parts)}")
        missed = [what for what, had, most in spent if most and had > most]
        assert not missed, journeys[-1]


def _broken(page: Page, scheme: Literal["light", "dark"], rules: dict[str, object]) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    asked = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("async asked => (await axe.run(asked)).violations", asked)
    return [
        f"{scheme}: {rule['id']} {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def _context(
    browser: Browser, base_url: str, width: int, height: int, *, lang: str, script: bool
) -> BrowserContext:
    return browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        locale="zh-CN" if lang == "zh-Hans" else "en-GB",
        timezone_id="Asia/Shanghai",
        java_script_enabled=script,
        permissions=["camera", "microphone"],
    )


def shown(page: Page, path: str, name: str, *, errors: int = 0) -> None:
    heard = complaints(page)
    page.goto(path)
    looked_at(page, name)
    assert len(heard) == errors, heard


def looked_at(page: Page, name: str) -> None:
    assert fits(page)
    look(page, name)
    axe(page)
