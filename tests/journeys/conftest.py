"""The shelf of the journeys: Chromium, and a fair without demo data."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.served import served

__all__ = ["chromium"]


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
