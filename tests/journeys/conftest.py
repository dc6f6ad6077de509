"""The shelf of the journeys: Chromium, and a fair without demo data."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import chromium
from tests.served import served

__all__ = ["chromium"]


@pytest.fixture
def small_fair(app: Any) -> Iterator[str]:
    """The application on the tests' own engine, served over HTTP: whatever a test puts there. Its address."""
    with served(app) as address:
        yield address
