"""The report as files and JSON, and the job that feeds it."""

import csv
import io
import json

import pytest

from chalicelib.jobs.impact import fold_orders
from tests.client import Client
from tests.impact.orders import LISTED, NEVER_LISTED, Shard, order, sell_to_twelve

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


def test_anyone_sees_the_totals_and_only_managers_the_rows(
    visitor: Client, manager: Client, sold: None
) -> None:
    path = f"/impact/report.json?{PERIOD}&by=county"

    public, own = json.loads(visitor.get(path).body), json.loads(manager.get(path).body)

    assert (public["gmv_fen"], public["buyers"], public["designated_share"]) == (73_750, 12, 94.9)
    assert public["rows"] == []
    assert [row["id"] for row in own["rows"]] == [LISTED, NEVER_LISTED]
    assert sum(row["gmv_fen"] for row in own["rows"]) == own["gmv_fen"]


def test_a_total_of_few_buyers_is_hidden_from_the_public(visitor: Client, manager: Client) -> None:
    Shard().paid(*(order(f"b{at}", "1", 100) for at in range(9)))

    public = json.loads(visitor.get(f"/impact/report.json?{PERIOD}").body)

    assert public["hidden"]
    assert (public["gmv_fen"], public["buyers"], public["sessions"]) == (None, None, None)
    own = json.loads(manager.get(f"/impact/report.json?{PERIOD}").body)
    assert own["gmv_fen"] == 900


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
