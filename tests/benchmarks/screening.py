"""What the machine makes of labelled listings: by label and style, with Wilson's intervals. `SET=file.csv` names others
of the same form."""

import math
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from chalicelib.screening import ASK, HOLD, PASS, STOP, screen
from tests.benchmarks.rows import Row
from tests.screening.labelled import SETS, LabelledListing, labelled

Z = 1.96  # 95 %
NAMES = {STOP: "stopped", ASK: "asked", HOLD: "held", PASS: "passed"}


def rows() -> Iterator[Row]:
    """The share of each outcome, by what people said and how it was written; peers are those of the set itself."""
    listings = list(labelled(*([Path(os.environ["SET"])] if os.environ.get("SET") else SETS)))
    prices = defaultdict(list)
    for listing in listings:
        prices[_kind(listing)].append(listing.words.price_fen)
    screen(listings[0].words)  # reads the rules
    outcomes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    began = time.process_time()
    for listing in listings:
        screening = screen(listing.words, prices[_kind(listing)])
        outcomes[listing.label, listing.style][screening.outcome] += 1
    seconds = time.process_time() - began
    for (label, style), counts in sorted(outcomes.items()):
        for outcome, name in NAMES.items():
            yield _share(f"screening_{label}_{style}_{name}", counts[outcome], counts.total())
    yield Row("screening_cpu_ms", round(1000 * seconds / len(listings), 3), "ms")
    yield Row("screening_reads", 0, "reads a listing; 1 with peers")


def _kind(listing: LabelledListing) -> tuple[str, str]:
    return listing.words.category, listing.unit


def _share(name: str, count: int, total: int) -> Row:
    low, high = wilson(count, total)
    return Row(name, round(count / total, 3), f"share of {total}, 95 %: {low:.3f}-{high:.3f}")


def wilson(count: int, total: int) -> tuple[float, float]:
    """Wilson's score interval of a share (E. B. Wilson, 1927), at 95 %."""
    share, slack = count / total, Z * Z / total
    centre = (share + slack / 2) / (1 + slack)
    half = Z * math.sqrt(share * (1 - share) / total + slack / (4 * total)) / (1 + slack)
    return max(0.0, centre - half), min(1.0, centre + half)
