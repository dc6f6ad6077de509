"""The shelf of every test: the engine, emptied between tests, and the people who come to the fair."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.engine import start_engine, stop_engine, wipe

settings.register_profile("fair", deadline=None)  # no test here is about time
settings.load_profile("fair")
start_engine()

from infra import locale, static_names
from tests.fair import free_port, start_fair
from tests.gathered import (
    pytest_deselected,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)
from tests.goods import held, paid
from tests.infra import calls
from tests.people import (
    ada,
    buyer,
    host,
    manager,
    neighbour,
    official,
    reviewer,
    shop,
    signed_in_as,
    visitor,
    wang,
    wu,
    yang,
)
from tests.together import made_once

__all__ = [
    "ada",
    "buyer",
    "held",
    "host",
    "manager",
    "neighbour",
    "official",
    "paid",
    "pytest_deselected",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
    "reviewer",
    "shop",
    "signed_in_as",
    "visitor",
    "wang",
    "wu",
    "yang",
]

locale.build()
static_names.build()
calls.watch()

# Folders whose files take longest come first, so that all workers end together.
LONGEST_FIRST = ("infra", "journeys", "faults", "proof", "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))


@pytest.fixture(scope="session", autouse=True)
def engine() -> Iterator[None]:
    yield
    stop_engine()


@pytest.fixture(autouse=True)
def empty_fair(engine: None) -> None:
    """Every test begins with an empty fair."""
    wipe()


@pytest.fixture(autouse=True)
def within_rights() -> Iterator[None]:
    """What pages and jobs ask of AWS stands in the policy of their function (infra/cloud/rights.txt)."""
    calls.begin()
    yield
    assert not calls.beyond_rights()


@pytest.fixture(scope="session")
def app() -> Any:
    from app import app as fair

    wipe()  # creates the tables of all records that came with it
    return fair


@pytest.fixture(scope="session")
def first_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fair that was started once and has its demo data: copy it."""
    return made_once(
        tmp_path_factory, "first-data", lambda data: start_fair(data, free_port()).stop()
    )
