"""The report as files and JSON, and the job that feeds it."""

import csv
import io
import json
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.impact import public_months, publish_due
from chalicelib.jobs.impact import fold_orders
from infra.local.delivery.deliver import Delivery
from infra.local.delivery.sources import sources_of
from tests.client import Client
from tests.engine import start_engine
from tests.impact.damage import add_a_fen
from tests.impact.orders import LISTED, NEVER_LISTED, Shard, order, sell_to_twelve
from tests.people import SignIn

PERIOD = "from=2020-04-30&to=2020-04-30"


@pytest.fixture
def sold() -> None:
    sell_to_twelve()


def test_the_csv_says_what_the_page_says(manager: Client, sold: None) -> None:
    answer = manager.get(f"/impact/report.csv?{PERIOD}&by=county")

    assert answer.body.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff"))))
    assert rows[0]["gmv_yuan"] == "737.50"
    assert [row["kind"] for row in rows] == ["total", "county", "county"]
    assert sum(float(row["net_gmv_yuan"]) for row in rows[1:]) == float(rows[0]["net_gmv_yuan"])
    assert "attachment" in answer.headers["content-disposition"]


def test_the_dictionary_explains_every_column(manager: Client, sold: None) -> None:
    report = manager.get(f"/impact/report.csv?{PERIOD}").body.splitlines()[0]
    columns = report.removeprefix("\ufeff").split(",")

    dictionary = manager.get("/impact/dictionary.csv").body.removeprefix("\ufeff")

    explained = [row["column"] for row in csv.DictReader(io.StringIO(dictionary))]
    assert explained == columns


def test_a_name_that_is_a_formula_is_harmless_in_a_spreadsheet(manager: Client) -> None:
    Shard().paid(*(order(f"b{at}", "1", 100, county_id="=1+1") for at in range(5)))

    rows = manager.get(f"/impact/report.csv?{PERIOD}").body

    assert ",'=1+1," in rows


def test_anyone_reads_published_months_and_only_managers_rows_of_any_days(
    visitor: Client, buyer: Client, manager: Client, sold: None
) -> None:
    publish_due()
    path = "/impact/report.json?from=2020-04-01&to=2020-04-30"

    public, own = visitor.get(path), json.loads(manager.get(path + "&by=county").body)

    assert json.loads(public.body)["gmv_fen"] == 73_750
    assert "rows" not in json.loads(public.body)
    assert (
        public.body == buyer.get(path).body == visitor.get("/impact/report.json?month=2020-04").body
    )
    assert [row["id"] for row in own["rows"]] == [LISTED, NEVER_LISTED]
    assert sum(row["gmv_fen"] for row in own["rows"]) == own["gmv_fen"]
    (month,) = json.loads(visitor.get("/impact/report.json").body)["months"]
    assert sha256(visitor.get(month["href"]).body.encode()).hexdigest() == month["sha256"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (PERIOD, "Public figures are whole months"),
        ("from=2020-05-01&to=2020-05-31", "of 2020-05 are not published"),
        ("month=2020-13", "Please give a month"),
        ("month=1999-01", "Please give a month"),
    ],
)
def test_what_was_not_published_is_told_to_nobody(
    visitor: Client, sold: None, query: str, sentence: str
) -> None:
    publish_due()

    answer = visitor.get(f"/impact/report.json?{query}")

    assert answer.status_code == 422
    assert sentence in answer.body


def test_a_total_of_few_buyers_is_hidden_from_the_public(visitor: Client, manager: Client) -> None:
    Shard().paid(*(order(f"b{at}", "1", 100) for at in range(9)))
    publish_due()

    public = json.loads(visitor.get("/impact/report.json?month=2020-04").body)

    assert public["hidden"]
    assert (public["gmv_fen"], public["buyers"], public["sessions"]) == (None, None, None)
    own = json.loads(manager.get(f"/impact/report.json?{PERIOD}").body)
    assert own["gmv_fen"] == 900


@pytest.mark.parametrize(
    ("lang", "refusal", "done"),
    [
        ("en-GB", "are not those of its orders", "The month is published"),
        ("zh-CN", "与订单不符", "已公布"),
    ],
)
def test_a_manager_publishes_a_month_unless_it_differs(
    signed_in_as: SignIn, sold: None, lang: str, refusal: str, done: str
) -> None:
    manager = signed_in_as("manager:*", lang=lang)
    add_a_fen("total")

    refused = manager.post("/impact/months", month="2020-04")
    add_a_fen("total", fen=-1)
    page = manager.follow(manager.post("/impact/months", month="2020-04"))

    assert refused.status_code == 409
    assert refusal in refused.body
    assert done in page.body
    assert "/impact/report.json?month=2020-04" in page.body
    assert 'name="month"' not in page.body
    assert manager.post("/impact/months", month="2020-4").status_code == 422


def test_the_night_publishes_what_agrees(app: Any) -> None:
    Shard().paid(*(order(f"b{at}", "1", 100) for at in range(12)))
    delivery = Delivery(app, sources_of(app, start_engine(), None))

    delivery.fire("compare_with_orders")

    assert [public.month for public in public_months()] == ["2020-04"]


def test_the_job_folds_what_the_stream_delivers(manager: Client) -> None:
    event = {"shardId": "shard-1", "Records": [_record(f"b{at}", at + 1) for at in range(3)]}

    fold_orders(event, None)
    fold_orders(event, None)

    assert json.loads(manager.get(f"/impact/report.json?{PERIOD}").body)["gmv_fen"] == 50_400


def _record(buyer: str, number: int) -> dict[str, object]:
    record = order(buyer)
    return {
        "eventID": str(number),
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/fair-orders/stream/1",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_588_219_200,
            "Keys": {"buyer_id": {"S": buyer}, "order_key": {"S": "1"}},
            "NewImage": record.serialize(),
            "SequenceNumber": f"{number:020d}",
            "SizeBytes": 700,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }
