"""Objects on disk: the engine writes bytes, then what describes them; a kill between the two is mended here."""

import json
from pathlib import Path

from infra.local.files import write_whole

DESCRIPTION = ".meta.json"


def mend(folder: Path) -> int:
    """Let the engine measure again each object whose description tells another size; returns how many.

    Such an object was being replaced when everything was killed: it is whole, but could not be read.
    """
    mended = 0
    for description in folder.rglob("*" + DESCRIPTION):
        content = description.with_name(description.name.removesuffix(DESCRIPTION))
        if content.is_file():
            mended += _mend(description, content.stat().st_size)
    return mended


def _mend(description: Path, size: int) -> int:
    facts = json.loads(description.read_text())
    if facts.get("size", size) == size:
        return 0
    others = {
        name: value for name, value in facts.items() if name not in {"size", "etag", "checksums"}
    }
    write_whole(description, json.dumps(others).encode())
    return 1
