"""The administrator reads what was changed, by whom."""

import importlib
import re
from typing import Any

import pytest

from chalicelib.accounts import ROLES, WATCHED, AuditEntry, Person, change_grants
from chalicelib.governance import REASONS, VERDICT_REASONS
from tests.client import Client
from tests.impact.orders import NOON
from tests.people import ADA, SignIn

CLAIMS = importlib.import_module("chalicelib.governance.rules")
LISTINGS = importlib.import_module("chalicelib.catalogue.rules")
MOMENT = "2026-11-22T14:59:10.396000+0000"
PLAIN = {
    **dict.fromkeys(("used_at", "revoked_at", "opened_at", "starts_at"), MOMENT),
    **{name: ["a", "b"] for name in ("also", "host_ids", "run_of_show")},
    "grants": [f"{role}:*" for role in ROLES],
}
VALUES = {
    ("people", "language"): ["zh-Hans", "en"],
    ("listings", "state"): [
        getattr(LISTINGS, name)
        for name in ("DRAFT", "SUBMITTED", "RECOMMENDED", "PUBLIC", "REJECTED", "REMOVED")
    ],
    ("sessions", "state"): [
        "draft",
        "scheduled",
        "ready",
        "live",
        "ended",
        "archived",
        "cancelled",
    ],
    ("claims", "state"): [*CLAIMS.UNDECIDED, CLAIMS.DECIDED, CLAIMS.CLOSED],
    ("claims", "reason"): REASONS,
    ("claims", "verdict_reason"): VERDICT_REASONS,
    ("claims", "outcome"): [
        *(CLAIMS.ACCEPTED, CLAIMS.SILENCE, CLAIMS.OFFER_TAKEN, CLAIMS.OFFER_BY_TIME),
        *(CLAIMS.LET_GO, CLAIMS.WITHDRAWN, *CLAIMS.VERDICTS),
    ],
    ("remarks", "kind"): ["review", "question"],
    ("remarks", "step"): [
        f"{part}-{state}"
        for part in ("words", "addition", "reply")
        for state in ("waiting", "shown", "refused")
    ],
    ("payout_accounts", "way"): ["bank", "stripe"],
    ("fund_entries", "entry"): ["paid-in", "covered.r1.producer:wu", "reversed.r1.p1"],
}


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
    before = Person.find(ADA).to_dynamodb_dict()
    change_grants(ADA, ["administrator:*", "manager:*"], changed_by=ADA)
    after = Person.find(ADA).to_dynamodb_dict()

    app.handler_map["audit_people"]({"Records": [stream_event("people", 1, before, after)]}, None)

    html = ada.get("/audit?month=2026-11").body
    assert "Someone" in html
    assert "Administrator; Programme manager" in html
    assert "Person changed" in html


def test_moments_are_told_in_the_time_of_shanghai(ada: Client, app: Any) -> None:
    opened = {
        "person_id": {"S": "c2262"},
        "opened_at": {"S": "2026-11-22T14:59:10.396000+0000"},
        "changed_by": {"S": ADA},
    }

    app.handler_map["audit_offices"]({"Records": [stream_event("offices", 1, None, opened)]}, None)

    page = " ".join(ada.get("/audit?month=2026-11").body.split())
    assert "Opened:</span> 2026-11-22 22:59" in page


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
@pytest.mark.parametrize("table", sorted(WATCHED))
def test_every_field_and_value_has_its_word(ada: Client, table: str, lang: str) -> None:
    """Nothing that an entry can hold is called by its name in the table."""
    ada.cookies["language"] = lang
    for number, fields in enumerate(_images(table)):
        for event in ("added", "changed", "removed"):
            AuditEntry(
                "2026-11",
                f"{number}{event}",
                at=NOON,
                actor="schedule",
                table_name=table,
                record_id="x",
                event=event,
                before=fields,
                after=fields,
            ).save()

    main = re.sub(r"<[^>]*>", " ", ada.get("/audit?month=2026-11").body.partition("<main")[2])

    names = set(re.findall(r"[a-z]+(?:_[a-z]+)+", main))
    assert not names
    if lang == "zh-Hans":
        words = {word for image in _images(table) for word in _own_words(table, image)}
        assert not words & set(re.findall(r"[a-z][a-z-]*[a-z]", main))


def _images(table: str) -> list[dict[str, Any]]:
    """As many images as the longest list of values has, each with every field."""
    values = {name: VALUES.get((table, name)) or [PLAIN.get(name, "12")] for name in WATCHED[table]}
    longest = max(map(len, values.values()))
    return [
        {name: some[number % len(some)] for name, some in values.items()}
        for number in range(longest)
    ]


def _own_words(table: str, image: dict[str, Any]) -> set[str]:
    return {str(value) for name, value in image.items() if (table, name) in VALUES}


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
