"""The model of a great live: 470,000 orders of about 60 yuan (28 million yuan) in six hours, with a minute at twenty
times the mean, and one SKU that takes half of them, against DynamoDB's limits.

The orders are drawn one by one, each finds its shard as the code would choose it, and every second of every item is
counted. All stock is sold at the end, so that shards run empty and the others take over their orders: with the peak in
the first minute, and with the peak in the last, which is worse."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tests.benchmarks.rows import Row

ORDERS, SECONDS = 470_000, 6 * 3600
PEAK_TIMES, PEAK_SECONDS = 20, 60
HALF = 2  # one SKU takes one order in two

# Limits and prices: docs.aws.amazon.com/amazondynamodb "Service, account, and table quotas" and
# aws.amazon.com/dynamodb/pricing/on-demand, .../lambda/pricing, .../api-gateway/pricing; us-east-1, November 2026.
MOST_UNITS_A_SECOND = 1_000  # of one item, and of one partition
MOST_UNITS_OF_A_NEW_TABLE = 4_000  # on demand, before it has grown
DOLLARS_A_MILLION = {"write unit": 0.625, "read unit": 0.125, "request": 3.50 + 0.20}
DOLLARS_A_GB_SECOND = 0.0000166667

# An order's own figures: `make bench ONLY=order_units` (all in, with a buyer's first order) and ONLY=orders_per_second.
UNITS_OF_A_TRANSACTION = 2  # what one order writes to its shard
WRITES_AN_ORDER, REQUESTS_AN_ORDER = 8.4, 6
READS_AN_ORDER = 20  # assumed: one unit a call
GB_SECONDS_AN_ORDER = REQUESTS_AN_ORDER * 0.05  # assumed: 50 ms of 1 GB a request
TRANSACTION_SECONDS = 0.01  # assumed: how long a transaction holds an item


@dataclass(frozen=True)
class Sale:
    """One order of the busy SKU: when, and under which key."""

    at: float
    key: str


def rows() -> Iterator[Row]:
    from chalicelib.stock.rules import MOST_SHARDS
    from chalicelib.stock.rush import USUAL_SHARDS

    for name, begins in (("first", 0), ("last", SECONDS - PEAK_SECONDS)):
        moments = _moments(begins)
        sales = [Sale(at, f"order-{n}") for n, at in enumerate(moments[::HALF])]
        for shards in (1, USUAL_SHARDS, MOST_SHARDS):
            yield from _of_shards(f"peak {name}, {shards} shards", sales, shards, begins)
    busiest = max(Counter(map(int, moments)).values())
    yield _against_limit("great_live_inbox_of_one_seller", busiest)
    yield Row(
        "great_live_orders_table",
        busiest * (UNITS_OF_A_TRANSACTION + 1),
        "write units in the busiest second",
        "a new table on demand",
        MOST_UNITS_OF_A_NEW_TABLE,
    )
    yield from _dollars()


def _moments(peak_begins: float) -> list[float]:
    """When the orders come, in order; the same each time."""
    dice = random.Random(28)  # noqa: S311 - a model
    in_peak = int(ORDERS / SECONDS * PEAK_TIMES * PEAK_SECONDS)
    peak = [peak_begins + dice.random() * PEAK_SECONDS for _ in range(in_peak)]
    rest = [dice.random() * SECONDS for _ in range(ORDERS - in_peak)]
    return sorted(peak + rest)


def _of_shards(name: str, sales: list[Sale], shards: int, peak_begins: float) -> Iterator[Row]:
    by_item = _sold(sales, shards)
    busiest = max(max(Counter(map(int, times)).values()) for times in by_item.values())
    in_peak = [_within(times, peak_begins) for times in by_item.values()]
    met = sum(map(_overlaps, in_peak)) / sum(map(len, in_peak))
    yield _against_limit(f"great_live_busiest_item ({name})", busiest * UNITS_OF_A_TRANSACTION)
    yield Row(f"great_live_tried_again ({name})", round(100 * met, 1), "% of the peak's orders")


def _within(times: list[float], peak_begins: float) -> list[float]:
    return [at for at in times if peak_begins <= at <= peak_begins + PEAK_SECONDS]


def _sold(sales: list[Sale], shards: int) -> dict[int, list[float]]:
    """The moments at which each shard's item is written, while the stock lasts."""
    from chalicelib.money import split_fen
    from chalicelib.stock.shards import COUNTER, shard_with

    left = dict(enumerate(split_fen(len(sales), [1] * shards)))
    written: dict[int, list[float]] = defaultdict(list)
    for sale in sales:
        number = shard_with(left, shards, sale.key, 1)
        assert number != COUNTER
        left[number] -= 1
        written[number].append(sale.at)
    return written


def _overlaps(times: list[float]) -> int:
    """How many transactions find another one on their item, which makes them try again."""
    return sum(later - earlier < TRANSACTION_SECONDS for earlier, later in pairwise(times))


def _against_limit(name: str, units: float) -> Row:
    unit = "write units in the busiest second"
    return Row(name, units, unit, "one item or partition", MOST_UNITS_A_SECOND)


def _dollars() -> Iterator[Row]:
    parts = {
        "writes": WRITES_AN_ORDER * DOLLARS_A_MILLION["write unit"] / 1e6,
        "reads": READS_AN_ORDER * DOLLARS_A_MILLION["read unit"] / 1e6,
        "pages": REQUESTS_AN_ORDER * DOLLARS_A_MILLION["request"] / 1e6
        + GB_SECONDS_AN_ORDER * DOLLARS_A_GB_SECOND,
    }
    for name, dollars in parts.items():
        yield Row(f"great_live_{name}", round(dollars * ORDERS, 2), "dollars for all orders")
    yield Row("great_live_together", round(sum(parts.values()) * ORDERS, 2), "dollars")
