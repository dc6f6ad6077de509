"""Fits the weights of the small model: `python -m infra.screening`. The same texts give the same file.

The texts are our own; the model has not seen the labelled sets in `tests/`.
"""

import math
import random
import zlib
from pathlib import Path

from chalicelib.screening.guess import BUCKETS, STEP, features_of

HOME = Path(__file__).parent
WEIGHTS = HOME.parents[1] / "chalicelib" / "screening" / "rules" / "weights.bin"
ROUNDS, RATE, SMALLER = 60, 0.5, 2e-4
MOST = 127


def fitted() -> bytes:
    """The weights, a byte each, by logistic regression with an L2 penalty."""
    texts = [(features_of(line), 1.0) for line in _lines("objected.txt")]
    texts += [(features_of(line), 0.0) for line in _lines("ordinary.txt")]
    weights = [0.0] * BUCKETS
    order = random.Random(1)  # noqa: S311 - it must repeat itself
    for step in range(ROUNDS):
        order.shuffle(texts)
        for grams, label in texts:
            _learn(weights, grams, label, RATE / (1 + step / 10))
    return bytes(round(max(-MOST, min(MOST, weight * STEP))) & 0xFF for weight in weights)


def _learn(weights: list[float], grams: set[int], label: float, rate: float) -> None:
    size = math.sqrt(len(grams))
    guess = 1 / (1 + math.exp(-(weights[0] + sum(weights[gram] for gram in grams) / size)))
    off = rate * (label - guess)
    weights[0] += off * 0.1
    for gram in grams:
        weights[gram] += off / size - rate * SMALLER * weights[gram]


def _lines(name: str) -> list[str]:
    lines = (HOME / name).read_text("utf-8").splitlines()
    return sorted({line for line in lines if line}, key=lambda line: zlib.crc32(line.encode()))


if __name__ == "__main__":
    WEIGHTS.write_bytes(fitted())
