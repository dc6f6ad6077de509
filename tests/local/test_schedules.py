"""Schedules: when they fire, and what the handler gets."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice

from infra.local.delivery.schedules import next_firing
from tests.local.listening import Taken, delivery


def test_a_schedule_fires_with_the_event_of_eventbridge(tmp_path: Path) -> None:
    app, taken = Chalice("clock"), Taken()

    @app.schedule("rate(1 minute)")
    def every_minute(event: Any) -> None:
        taken.append(event.to_dict())

    delivery(app, tmp_path).fire("every_minute")

    (event,) = taken
    assert (event["source"], event["detail-type"]) == ("aws.events", "Scheduled Event")
    assert event["resources"][0].endswith(":rule/every_minute")


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        ("rate(1 minute)", "2026-11-22 13:48:30"),
        ("rate(2 hours)", "2026-11-22 15:47:30"),
        ("cron(0 18 * * ? *)", "2026-11-22 18:00:00"),
        ("cron(30 13 * * ? *)", "2026-11-23 13:30:00"),
        ("cron(0/15 * * * ? *)", "2026-11-22 14:00:00"),
        ("cron(48 13 ? * MON-FRI *)", "2026-11-23 13:48:00"),
        ("cron(0 0 1 1,7 ? *)", "2027-01-01 00:00:00"),
    ],
)
def test_a_schedule_fires_when_eventbridge_would(expression: str, fires: str) -> None:
    now = datetime(2026, 11, 22, 13, 47, 30, tzinfo=UTC)

    assert next_firing(expression, now) == datetime.fromisoformat(fires).replace(tzinfo=UTC)


@pytest.mark.parametrize("expression", ["rate(1 week)", "cron(* * *)", "cron(61 * * * ? *)"])
def test_a_schedule_that_nobody_understands_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        next_firing(expression, datetime.now(UTC))
