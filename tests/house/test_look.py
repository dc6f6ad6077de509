"""The look of the fair stays small, whole, and free of what the Content-Security-Policy forbids."""

import gzip
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from infra.assets import KINDS, joined
from infra.local.demo.counties import all_goods

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEET = joined(STATIC / "fair.css")
DRAWINGS = sorted((STATIC / "art").glob("*.svg"))
PICTURES = {good.picture for goods in all_goods().values() for good in goods}
SOURCES = sorted(path for kind in KINDS for path in STATIC.rglob(f"*{kind}"))
MOST_LINES = 250
MOST_WIDTH = 120
OPENING = re.compile(r"(// |/\* )[A-Z].{15,}[.,:](\n| \*/\n)")
MOST_STYLE_BYTES = 15_000
MOST_DRAWING_BYTES = 4_000
FORBIDDEN = re.compile(
    r"\sstyle=|<style|<script(?![^>]* (?:src=|type=.application/ld.json))|\son[a-z]+=|javascript:"
)


def compressed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def test_the_style_sheet_is_small_on_a_slow_network() -> None:
    assert compressed(SHEET) <= MOST_STYLE_BYTES


def test_the_style_sheet_asks_nobody_for_fonts_or_files() -> None:
    assert not re.search(r"@import|@font-face|https?:", SHEET)


def test_type_grows_with_the_reader_s_own_size() -> None:
    """Who sets 32 px in the browser gets it, and the layout of a narrow page with it."""
    sizes = re.findall(r"(?:font|font-size):[^;]*|@media[^{]*", SHEET)

    assert not [size for size in sizes if "px" in size]


def test_every_token_that_is_used_has_a_value() -> None:
    assert set(re.findall(r"var\((--[\w-]+)", SHEET)) <= set(re.findall(r"(--[\w-]+):", SHEET))


def test_no_style_or_script_is_longer_than_one_can_hold_in_mind() -> None:
    long = [path.name for path in SOURCES if path.read_text().count("\n") > MOST_LINES]

    assert not long


def test_no_line_of_a_style_or_script_is_wider_than_a_screen() -> None:
    wide = [
        f"{path.name}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > MOST_WIDTH
    ]

    assert not wide


def test_every_style_and_script_opens_with_what_it_is_for() -> None:
    silent = [path.name for path in SOURCES if not OPENING.match(path.read_text())]

    assert not silent


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_small_and_whole(path: Path) -> None:
    drawing = ET.fromstring(path.read_text())  # noqa: S314

    assert compressed(path.read_text()) <= MOST_DRAWING_BYTES
    assert drawing.get("viewBox")
    assert not FORBIDDEN.search(path.read_text())
    assert "http" not in path.read_text().replace("http://www.w3.org/2000/svg", "")


def test_all_goods_of_the_demo_have_a_picture_of_one_shape() -> None:
    shapes = {ET.parse(STATIC / f"art/{name}.svg").getroot().get("viewBox") for name in PICTURES}  # noqa: S314

    assert shapes == {"0 0 400 500"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_inline(path: Path) -> None:
    assert not FORBIDDEN.search(path.read_text())


def test_what_pages_point_at_in_the_static_folder_is_there() -> None:
    pages = "\n".join(path.read_text() for path in TEMPLATES)
    named = set(re.findall(r'static\("([\w/.-]+\.\w+)"', pages))
    icons = json.loads((STATIC / "manifest.webmanifest").read_text())["icons"]

    assert "fair.css" in named
    assert "/static/" not in pages, "a name without its hash"
    absent = [name for name in named if not (STATIC / name).is_file()]
    assert not absent
    assert all((STATIC / icon["src"].removeprefix("/static/")).is_file() for icon in icons)
