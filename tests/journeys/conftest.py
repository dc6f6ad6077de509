"""The shelf of the journeys: Chromium, a fair with demo data, and one without."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import Phone, chromium, phone
from tests.fair import RunningFair, free_port, start_fair
from tests.served import served

__all__ = ["chromium"]


@pytest.fixture(scope="package")
def fair(first_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFair]:
    """The whole fair with its demo data, in a process of its own, as at its second start."""
    data = tmp_path_factory.mktemp("fair") / "data"
    shutil.copytree(first_data, data)
    running = start_fair(data, free_port())
    yield running
    running.stop()


@pytest.fixture
def small_fair(app: Any) -> Iterator[str]:
    """The application on the tests' own engine, served over HTTP: whatever a test puts there. Its address."""
    with served(app) as address:
        yield address


@pytest.fixture(autouse=True)
def everyone_goes_home(chromium: Browser) -> Iterator[None]:
    """No page of an earlier journey goes on filming, playing and asking behind the next."""
    yield
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def new_phone(chromium: Browser) -> Iterator[Phone]:
    """Phones that are put away after the test, so that no page asks a fair that has closed."""
    contexts: list[BrowserContext] = []

    def take(address: str, **kind: Any) -> Page:
        contexts.append(phone(chromium, address, **kind))
        return contexts[-1].new_page()

    yield take
    for context in contexts:
        context.close()
