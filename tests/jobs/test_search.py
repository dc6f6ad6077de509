"""The jobs of search: the log is built into the index, and deleted as far as nobody needs it."""

from typing import Any

import pytest

from chalicelib.search import Search, results
from chalicelib.search.build import KEPT_MS, MOST_WAITING
from chalicelib.search.log import PART, POINTER
from chalicelib.search.models import SearchLog
from chalicelib.store import forget_all
from infra.local.delivery.deliver import delivery_for
from infra.local.delivery.sources import scheduled_event
from tests.goods import SILVER, on_show


def fire(app: Any, job: str) -> None:
    app.handler_map[job](scheduled_event(job), None)


def entries() -> list[SearchLog]:
    return list(SearchLog.query(PART, SearchLog.at < POINTER))


def moment_of(entry: SearchLog) -> int:
    return int(entry.at.partition("-")[0])


def more_changes(moment: int, packed: bytes) -> None:
    """As many batches as make a builder work."""
    with SearchLog.batch_write() as batch:
        for number in range(MOST_WAITING + 1):
            batch.save(SearchLog(PART, f"{moment:013d}-{number}", packed=packed))


def total() -> int:
    forget_all()
    return results(Search(SILVER.title)).total


@pytest.mark.parametrize("job", ["build_index", "rebuild_index"])
def test_the_log_is_deleted_behind_the_index(app: Any, job: str) -> None:
    delivery = delivery_for(app)
    delivery.deliver_all()
    on_show()
    delivery.deliver_all()
    (entry,) = entries()
    first = moment_of(entry)
    fire(app, job)

    for turn in range(1, 4):
        more_changes(first + turn * 2 * KEPT_MS, entry.packed)
        fire(app, job)

    assert total() == 1
    assert moment_of(entries()[0]) == first + 4 * KEPT_MS


def test_few_changes_wait_in_the_log(app: Any) -> None:
    delivery = delivery_for(app)
    on_show()
    delivery.deliver_all()
    fire(app, "build_index")
    pointer = SearchLog.get(PART, POINTER).generation

    fire(app, "build_index")

    assert SearchLog.get(PART, POINTER).generation == pointer
    assert total() == 1
