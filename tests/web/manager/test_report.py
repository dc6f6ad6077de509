"""The report as pages and files: for managers, and totals for everyone."""

import csv
import io
import json
import re

import pytest

from chalicelib.counties import county_by_code
from chalicelib.live import LiveSession
from tests.client import Client
from tests.impact.damage import add_a_fen
from tests.impact.orders import DAY, LISTED, NEVER_LISTED, NOON, Shard, order, sell_to_twelve
from tests.people import SignIn

PERIOD = "from=2020-04-30&to=2020-04-30"
LEISHAN = county_by_code("522634", DAY).county_id


@pytest.fixture
def sold() -> None:
    sell_to_twelve()


def test_a_manager_sees_what_was_sold_and_from_where(manager: Client, sold: None) -> None:
    page = manager.get(f"/impact?{PERIOD}").body

    assert "¥737.50" in page
    assert "¥636.51" in page
    assert "94.9%" in page
    assert page.count("/impact/lines?") > 10


@pytest.mark.parametrize("by", ["county", "session", "host", "producer"])
@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_every_dimension_has_its_table_in_both_languages(
    signed_in_as: SignIn, sold: None, by: str, lang: str
) -> None:
    manager = signed_in_as("manager:*", lang="en-GB" if lang == "en" else "zh-CN")

    answer = manager.get(f"/impact?{PERIOD}&by={by}")

    assert answer.status_code == 200
    assert "737.50" in answer.body


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en-GB", "These figures differ from their orders"), ("zh-CN", "数字与订单不符")],
)
def test_a_fen_too_much_stands_on_the_report_in_red_and_takes_nothing_away(
    signed_in_as: SignIn, sold: None, lang: str, sentence: str
) -> None:
    manager = signed_in_as("manager:*", lang=lang)
    assert sentence not in manager.get(f"/impact?{PERIOD}").body
    add_a_fen("county", LISTED)

    answer = manager.get(f"/impact?{PERIOD}&by=county")

    assert answer.status_code == 200
    notice = answer.body.partition("notice-bad")[2].partition("</div>")[0]
    assert sentence in notice
    assert "¥737.50" in answer.body
    rows = list(csv.DictReader(io.StringIO(manager.get(f"/impact/report.csv?{PERIOD}").body)))
    assert [(row["id"] == LISTED, row["differs"]) for row in rows] == [
        (False, ""),
        (True, "yes"),
        (False, ""),
    ]
    told = json.loads(manager.get(f"/impact/report.json?{PERIOD}").body)
    assert told["differs"]
    assert [row["differs"] for row in told["rows"]] == [True, False]
    assert sentence not in manager.get(f"/impact?{PERIOD}&by=host").body


@pytest.mark.parametrize(("others", "name"), [(9, "Small rows together"), (0, "rows that are not")])
def test_what_differs_in_a_row_that_is_not_shown_is_not_named(
    manager: Client, others: int, name: str
) -> None:
    Shard().paid(
        *(order(f"b{at}", "1", 100) for at in range(others)),
        *(order(f"c{at}", "1", 77, county_id=NEVER_LISTED) for at in range(4)),
    )
    add_a_fen("county", NEVER_LISTED)

    page = manager.get(f"/impact?{PERIOD}").body

    assert name in page.partition("notice-bad")[2].partition("</div>")[0]
    assert "3.09" not in page


def test_a_host_is_named_by_office(manager: Client, sold: None) -> None:
    LiveSession(
        "s1",
        county_id=LEISHAN,
        title="县长来了",
        starts_at=NOON,
        state="archived",
        host_ids=["h1"],
        host_title="雷山县县长",
        made_at=NOON,
        changed_by="test",
    ).save()

    assert "雷山县县长" in manager.get(f"/impact?{PERIOD}&by=host").body


def test_every_number_opens_its_order_lines_and_they_name_no_buyer(
    manager: Client, sold: None
) -> None:
    page = manager.get(f"/impact?{PERIOD}").body
    paths = {
        path.replace("&amp;", "&") for path in re.findall(r'href="(/impact/lines[^"]+)"', page)
    }

    for path in paths:
        answer = manager.get(path)
        assert answer.status_code == 200
        assert "mei" not in answer.body
    lines = manager.get(f"/impact/lines?{PERIOD}&by=county&scope={LISTED}&figure=cancelled").body
    assert lines.count("<tr") == 2
    assert "¥100.00" in lines


def test_lines_go_on_by_cursor(manager: Client) -> None:
    Shard().paid(*(order(f"b{at:02}", "1", 100 + at) for at in range(30)))
    first = manager.get(f"/impact/lines?{PERIOD}&by=total").body

    more = re.search(r'rel="next" href="([^"]+)"', first)
    assert more
    second = manager.get(more[1].replace("&amp;", "&")).body

    assert (first.count("<tr"), second.count("<tr")) == (26, 6)


def test_a_row_of_few_buyers_is_shown_to_nobody(manager: Client) -> None:
    Shard().paid(
        *(order(f"b{at}", "1", 100) for at in range(9)),
        *(order(f"c{at}", "1", 77, county_id=NEVER_LISTED) for at in range(4)),
    )

    page = manager.get(f"/impact?{PERIOD}").body

    assert "fewer than five buyers" in page
    assert "3.08" not in page
    assert "3.08" not in manager.get(f"/impact/report.csv?{PERIOD}").body


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2020-07-31&to=2020-04-01", "The last day is before the first."),
        ("from=yesterday", "Please enter a day, for example 2020-04-01."),
        ("from=2020-02-30", "Please enter a day, for example 2020-04-01."),
        ("from=20200401", "Please enter a day, for example 2020-04-01."),
        ("from=2020-01-01&to=2021-12-31", "at most 366 days"),
        ("from=0001-01-01&to=2020-01-01", "choose a day from 2020-01-01 on"),
        ("from=2020-01-01&to=9999-12-31", "choose a day from 2020-01-01 on"),
        ("by=moon", "This is not one of the options. Please choose again."),
    ],
)
def test_a_period_that_cannot_be_comes_back_with_a_sentence(
    manager: Client, visitor: Client, query: str, sentence: str
) -> None:
    answer = manager.get(f"/impact?{query}")

    assert answer.status_code == 422
    assert sentence in answer.body
    assert "<title>Problem: Impact report" in " ".join(answer.body.split())
    json_answer = visitor.get(f"/impact/report.json?{query}")
    assert json_answer.status_code == 422
    assert sentence in json_answer.body


def test_what_was_typed_comes_back_harmless(manager: Client) -> None:
    answer = manager.get('/impact?from="><script>&to=2020-04-01')

    assert "&#34;&gt;&lt;script&gt;" in answer.body


@pytest.mark.parametrize(
    "path",
    [
        f"/impact?{PERIOD}&cursor=x",
        f"/impact?{PERIOD}&cursor=25",
        f"/impact/lines?{PERIOD}&by=total&cursor=x",
        f"/impact/lines?{PERIOD}&by=total&figure=profit",
    ],
)
def test_an_address_that_nobody_was_given_leads_nowhere(
    manager: Client, sold: None, path: str
) -> None:
    assert manager.get(path).status_code == 404


def test_a_fair_without_sales_says_so(manager: Client) -> None:
    assert (
        "Nothing was paid on these days. Please choose other days above."
        in manager.get("/impact").body
    )


def test_lines_of_a_number_that_is_nothing_are_none(manager: Client) -> None:
    assert (
        "There are no order lines behind this number."
        in manager.get(f"/impact/lines?{PERIOD}&by=total").body
    )


@pytest.mark.parametrize("path", ["/impact", "/impact/lines", "/impact/report.csv"])
def test_only_managers_read_the_report(visitor: Client, signed_in_as: SignIn, path: str) -> None:
    assert visitor.get(path).location.startswith("/sign-in")
    assert signed_in_as(f"official:{LEISHAN}").get(path).status_code == 404
