"""What the schedules cost when nobody comes: the units behind the arithmetic in docs/operating.md."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock
from tests.costs import assert_cost
from tests.jobs.test_minute import fire


@pytest.mark.parametrize(
    ("job", "minutes", "writes", "reads"),
    [
        ("sweep_orders", 1, 2, 2),
        ("end_claims", 1, 0, 1.5),
        ("serve_lines", 1, 0, 1),
        ("end_lives", 1, 0, 0.5),
        ("send_money_later", 5, 2, 6),
        ("reverse_transfers", 10, 0, 0),
    ],
)
def test_a_schedule_that_finds_nothing(
    app: Any, monkeypatch: pytest.MonkeyPatch, job: str, minutes: int, writes: int, reads: float
) -> None:
    now = clock.now().replace(second=30)
    monkeypatch.setattr(clock, "now", lambda: now)
    fire(app, job)
    now += timedelta(minutes=minutes)

    with assert_cost(writes=writes, reads=reads):
        fire(app, job)
