"""A small linear model of what people object to: it sends to a person what no rule names, and decides nothing."""

import math
import zlib
from array import array
from functools import cache
from pathlib import Path

from chalicelib.screening.views import views_of

BUCKETS = 1 << 15
HELD_FROM = 0.5
STEP = 32  # a weight is kept in a byte, in such parts of one


def score_of(text: str) -> float:
    """How likely a person objects to a text, from 0 to 1."""
    weights = _weights()
    grams = features_of(text)
    if not grams:
        return 0.0
    total = weights[0] + sum(weights[gram] for gram in grams) / math.sqrt(len(grams))
    return 1 / (1 + math.exp(-total / STEP))


def features_of(text: str) -> set[int]:
    """The buckets of all runs of one to three characters; bucket 0 is that of the bias."""
    joined = views_of(text)[1].text
    grams = {joined[i : i + n] for n in (1, 2, 3) for i in range(len(joined) - n + 1)}
    return {1 + zlib.crc32(gram.encode("utf-8", "surrogatepass")) % (BUCKETS - 1) for gram in grams}


@cache
def _weights() -> array[int]:
    path = Path(__file__).with_name("rules") / "weights.bin"
    return array("b", path.read_bytes())
