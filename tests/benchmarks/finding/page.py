"""Search over 100, 10,000 and 100,000 goods: recall against a full scan, calls, read units and CPU of a page with
its cards, and write units of a change from the stream to the deletion of its entry.

Goods are those of the demo with made-up makers, in counties drawn from the register; the queries stand by kinds in
`tests/benchmarks/finding/queries.tsv`. A third are filtered or sorted. Every query looks at the log's end and reads
all its cards, as the first one of a second does."""

import random
import statistics
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from infra.tables import create_tables
from tests.benchmarks.finding.scan import Scan
from tests.benchmarks.rows import Row
from tests.costs import calls_sent, meter
from tests.engine import wipe

SIZES = (100, 10_000, 100_000)
SCANNED_QUERIES = {100: 400, 10_000: 120, 100_000: 30}
CHANGES = 250
PAGE = 24
QUERIES = Path(__file__).with_name("queries.tsv")
FILTERS: tuple[dict[str, Any], ...] = (
    *({} for _ in range(7)),
    *({"province_id": "GZ"}, {"most_fen": 10_000}, {"is_designated": True}),
    *({"category": "tea"}, {"sort": "cheap"}, {"sort": "new"}),
)


def rows() -> Iterator[Row]:
    create_tables()
    for size in SIZES:
        wipe()
        yield from _of_size(size)


def _of_size(size: int) -> Iterator[Row]:
    from chalicelib.search.build import _build
    from chalicelib.search.log import tail_since
    from tests.benchmarks.finding.many_goods import goods_of

    goods = goods_of(size)
    _build(tail_since(0), goods)
    wishes = _wishes()
    yield Row(f"search_recall_{size}", _recall(goods, wishes, SCANNED_QUERIES[size]), "of 1")
    _put_cards(wishes)
    calls, units, cpu = _costs(wishes)
    yield Row(f"search_calls_p95_{size}", _p95(calls), "calls")
    yield Row(f"search_read_units_p95_{size}", _p95(units), "read units")
    yield Row(f"search_cpu_ms_p95_{size}", round(_p95(cpu), 2), "CPU ms")
    yield Row(f"search_write_units_{size}", _write_units(), "write units a change")


def _wishes() -> list[Any]:
    from chalicelib.search import Search

    lines = QUERIES.read_text("utf-8").splitlines()
    texts = [line.split("\t")[1] for line in lines if not line.startswith("#")]
    return [Search(text, **FILTERS[at % len(FILTERS)]) for at, text in enumerate(texts)]


def _recall(goods: list[Any], wishes: list[Any], count: int) -> float:
    """How much of a page's true goods the index finds, over queries that have any."""
    scan, parts = Scan(goods), []
    for wish in random.Random(7).sample(wishes, min(count, len(wishes))):  # noqa: S311 - a sample
        true = scan.page(wish, PAGE)
        if true:
            parts.append(len({*true} & {*_ids(wish)[:PAGE]}) / len(true))
    return round(statistics.fmean(parts), 4)


def _ids(wish: Any) -> list[str]:
    """The cards that a page asks for, in order."""
    from chalicelib.search import find
    from chalicelib.search.match import words_asked
    from chalicelib.search.reader import view

    if wish.text.strip() and not words_asked(wish.text):
        return []
    fitting = find._fitting(view(), wish, words_asked(wish.text))  # noqa: SLF001 - without cards
    sure, near, further = find._groups(fitting, wish.sort)  # noqa: SLF001
    keys = find._keys(chain(near or sure, further), wish.sort, ())  # noqa: SLF001
    return [key[-1] for key in islice(keys, PAGE + 1)]


def _put_cards(wishes: list[Any]) -> None:
    from chalicelib.catalogue import Listing
    from infra.local.demo.bulk import item_of, write_items
    from infra.local.demo.counties import evenings
    from infra.local.demo.stalls import stall

    pattern = stall(evenings()[0]).listings[0].serialize()
    ids = sorted({listing_id for wish in wishes for listing_id in _ids(wish)})
    write_items(Listing, [{**pattern, **item_of({"listing_id": each})} for each in ids])


def _costs(wishes: list[Any]) -> tuple[list[float], list[float], list[float]]:
    calls, units, cpu = list[float](), list[float](), list[float]()
    for wish in wishes:
        _a_second_later()
        with calls_sent() as sent, meter() as cost:
            _ask(wish)
        calls.append(len(sent))
        units.append(cost.reads)
    for wish in wishes:
        _a_second_later()
        began = time.thread_time()
        _ask(wish)
        cpu.append((time.thread_time() - began) * 1000)
    return calls, units, cpu


def _ask(wish: Any) -> None:
    from chalicelib.search import results

    results(wish)


def _a_second_later() -> None:
    from chalicelib.search.reader import _memory, view
    from chalicelib.store import forget_all

    latest = view()
    forget_all()
    _memory.update(view=latest)


def _write_units() -> float:
    """Changes one by one, long ago, and the deletion of their entries by the builder, who makes a pointer each time."""
    from chalicelib.search.build import _forget
    from chalicelib.search.log import PART, note, tail_since
    from chalicelib.search.models import SearchLog
    from tests.benchmarks.finding.many_goods import goods_of

    units = []
    for each in goods_of(CHANGES):
        with meter() as cost:
            note([each])
        units.append(cost.writes)
    tail = tail_since(0)
    old = tail._replace(keys=[key for key in tail.keys if key])
    with meter() as cost:
        _forget(old, tail.pointer._replace(covers=tail.last + 10**9, was_key=""))
    assert not list(SearchLog.query(PART, SearchLog.at < "~"))
    return round(statistics.median(units) + cost.writes / CHANGES, 2)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
