"""The time of a test, which moves on when the test says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from chalicelib import clock

SUNDAY = 6
A_WHILE = timedelta(minutes=31)


class Calendar:
    """The time of the market, in place of `clock.now`. It begins on a Sunday evening, shortly before a week ends."""

    def __init__(self) -> None:
        self._real, self._ahead = clock.now, timedelta()

    @contextmanager
    def counts(self) -> Iterator[None]:
        """In the block it is as late as this calendar says."""
        with patch.object(clock, "now", self.now):
            yield

    def now(self) -> datetime:
        return self._real() + self._ahead

    def begin(self) -> None:
        today = clock.shanghai_day(self._real())
        sunday = today + timedelta(days=6 - today.weekday())
        self._ahead = clock.start_of_day(sunday) + timedelta(hours=22) - self._real()

    def pass_by(self, time: timedelta) -> None:
        self._ahead += time

    def be_monday(self) -> None:
        while clock.shanghai_day(self.now()).weekday() == SUNDAY:
            self.pass_by(A_WHILE)
