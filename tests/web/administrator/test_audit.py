"""The administrator reads what was changed, by whom."""

from typing import Any

import pytest

from chalicelib.accounts import Person, change_grants
from tests.client import Client
from tests.people import ADA, SignIn


def stream_event(table: str, sequence: int, before: Any, after: Any) -> dict[str, Any]:
    images = {"OldImage": before, "NewImage": after}
    return {
        "eventID": str(sequence),
        "eventName": "MODIFY" if before else "INSERT",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": f"arn:aws:dynamodb:us-east-1:1:table/fair-{table}/stream/x",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "Keys": {"person_id": after["person_id"]},
            **{name: image for name, image in images.items() if image},
            "ApproximateCreationDateTime": 1_795_320_000 + sequence,
            "SequenceNumber": f"{sequence:021d}",
            "SizeBytes": 100,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }


def test_a_change_of_rights_is_on_the_page(ada: Client, app: Any) -> None:
    from chalicelib.jobs.audit import audit_people

    before = Person.find(ADA).to_dynamodb_dict()
    change_grants(ADA, ["administrator:*", "manager:*"], changed_by=ADA)
    after = Person.find(ADA).to_dynamodb_dict()

    audit_people({"Records": [stream_event("people", 1, before, after)]}, None)

    html = ada.get("/audit?month=2026-11").body
    assert "Someone" in html
    assert "administrator:*, manager:*" in html
    assert "Person changed" in html


def test_moments_are_told_in_the_time_of_shanghai(ada: Client) -> None:
    opened = {
        "person_id": {"S": "c2262"},
        "opened_at": {"S": "2026-11-22T14:59:10.396000+0000"},
        "changed_by": {"S": ADA},
    }
    from chalicelib.jobs.audit import audit_offices

    audit_offices({"Records": [stream_event("offices", 1, None, opened)]}, None)

    assert "opened_at: 2026-11-22 22:59" in ada.get("/audit?month=2026-11").body


def test_an_empty_month_says_so_and_leads_to_the_one_before(ada: Client) -> None:
    html = ada.get("/audit?month=2026-01").body

    assert "Nothing was changed this month." in html
    assert 'href="/audit?month=2025-12"' in html


@pytest.mark.parametrize("query", ["month=2026-13", "month=x"])
def test_a_made_up_month_is_not_found(ada: Client, query: str) -> None:
    assert ada.get(f"/audit?{query}").status_code == 404


@pytest.mark.parametrize("role", ["official:c2262", "governance:*", "manager:*", "buyer:*"])
def test_nobody_else_reads_the_log(signed_in_as: SignIn, role: str) -> None:
    assert signed_in_as(role).get("/audit").status_code == 404


def test_the_page_speaks_chinese(ada: Client) -> None:
    ada.cookies["language"] = "zh-Hans"

    assert "审计日志" in ada.get("/audit").body
