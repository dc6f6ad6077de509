"""Where a static file is found: under a name with a hash of its content, so that a browser keeps it for ever."""

import json
from functools import cache
from pathlib import Path

NAMES = Path(__file__).resolve().parents[2] / "_static.json"  # written by infra/static_names.py


def static(name: str) -> str:
    """The address of a file of `static/`."""
    return f"/static/{_names().get(name, name)}"


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads(NAMES.read_text())
    return names
