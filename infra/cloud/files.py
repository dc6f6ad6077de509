"""The folder `static/` as the bucket serves it: the sheet and the scripts joined and minified, their parts left out."""

from pathlib import Path

import rcssmin
import rjsmin

from infra.assets import KINDS, is_part, joined


def write_files(static: Path, folder: Path) -> None:
    for path in sorted(static.rglob("*")):
        if path.is_file() and not is_part(path, static):
            copy = folder / path.relative_to(static)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(as_it_travels(path))


def as_it_travels(path: Path) -> bytes:
    """What a phone gets for a file of `static/`, before compression."""
    if path.suffix not in KINDS:
        return path.read_bytes()
    text: str = (rcssmin.cssmin if path.suffix == ".css" else rjsmin.jsmin)(joined(path))
    return text.encode()
