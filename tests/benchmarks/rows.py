"""One figure of a benchmark, as `make bench` prints it."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """A value with its unit, and where there is a rival measured in the same run, the ratio to it."""

    name: str
    value: float
    unit: str
    against: str = ""
    rival_value: float | None = None

    def print(self) -> None:
        shown = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        if self.rival_value:
            shown["ratio"] = round(self.value / self.rival_value, 3)
        print(json.dumps(shown, ensure_ascii=False), flush=True)


def median_ms(once: Callable[[], object], times: int) -> float:
    """The median of some runs, in milliseconds; the first, which warms up, is not counted."""
    once()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        once()
        seconds.append(time.perf_counter() - began)
    return round(statistics.median(seconds) * 1000, 4)
