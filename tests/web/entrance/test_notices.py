"""Whoever is signed in reads what the fair has told them, in their language."""

import ast
import re
from datetime import UTC, datetime

from chalicelib.notices import News, tell
from chalicelib.text import Wording
from chalicelib.web.entrance.notices import PLACES
from chalicelib.web.page.routes import owners
from tests.client import Client
from tests.house.source import trees
from tests.people import COUNTY

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
OFFICE = f"host:{COUNTY}"


def news(title: str | Wording = "Tea") -> News:
    values: dict[str, str | int | datetime | Wording] = {
        "title": title,
        "minutes": 10,
        "until_at": NOON,
    }
    return News("live-ended-by-itself", f"{COUNTY}-live", NOON, values)


def test_who_was_told_nothing_reads_that(host: Client) -> None:
    assert "No notices yet" in host.get("/me/notices").body
    assert 'href="/me/notices"' in host.get("/host").body


def test_a_notice_is_read_in_the_language_of_its_reader_and_leads_to_its_place(
    host: Client,
) -> None:
    tell(OFFICE, news("<b>{Tea}</b>"))

    english = host.get("/me/notices").body
    host.lang = "zh-CN"
    chinese = host.get("/me/notices").body

    assert "“&lt;b&gt;{Tea}&lt;/b&gt;” had no picture for 10 minutes" in english
    assert "until 2026-12-01 12:00" in english
    assert f'href="/host/{COUNTY}-live"' in english
    assert "有 10 分钟没有画面，已自动结束。2026-12-01 12:00 前可以继续播。" in chinese


def test_a_notice_names_things_in_the_language_of_its_reader(host: Client) -> None:
    tell(OFFICE, news(Wording("春茶专场", "Spring tea")))

    english = host.get("/me/notices").body
    host.lang = "zh-CN"
    chinese = host.get("/me/notices").body

    assert "“Spring tea” had no picture" in english
    assert "春茶专场" in chinese
    assert "Spring tea" not in chinese


def test_marked_as_read_a_notice_stays_and_is_no_longer_new(host: Client) -> None:
    tell(OFFICE, news())
    page = host.get("/me/notices").body
    until = re.findall(r'name="until" value="([^"]+)"', page)[0]
    assert "chip-soon" in page

    answer = host.post("/me/notices/read", until=until)

    after = host.follow(answer).body
    assert "had no picture" in after
    assert "chip-soon" not in after
    assert "Mark all as read" not in after


def test_a_form_without_a_place_marks_nothing(host: Client) -> None:
    tell(OFFICE, news())

    assert host.post("/me/notices/read").status_code == 303
    assert host.post("/me/notices/read", until="x" * 300).status_code == 404
    assert "Mark all as read" in host.get("/me/notices").body


def test_every_kind_of_notice_leads_somewhere(app: object) -> None:
    nodes = [
        node
        for name, tree in trees().items()
        if not name.endswith("web/entrance/notices.py")
        for node in ast.walk(tree)
    ]
    words = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    kinds = {kind for kind in PLACES if kind in words}  # some are chosen before the news are made
    kinds |= {
        str(node.args[0].value)
        for node in nodes
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "News"
        and isinstance(node.args[0], ast.Constant)
    }
    paths = {re.sub(r"{[^}]*}", "{}", path.partition("?")[0]) for path in PLACES.values()}

    assert kinds == set(PLACES)
    assert {f"GET {path}" for path in paths} <= {
        f"{method} {re.sub(r'{[^}]*}', '{}', path)}" for method, path in owners
    }
