"""The folder `static/` as the bucket serves it: files under their names with a hash, the sheet and scripts minified."""

from pathlib import Path

import rcssmin
import rjsmin

from infra.assets import KINDS
from infra.static_names import content, files, hashed


def write_files(static: Path, folder: Path) -> None:
    for path in files(static):
        copy = folder / hashed(path, static)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(as_it_travels(path, static))


def as_it_travels(path: Path, static: Path | None = None) -> bytes:
    """What a phone gets for a file of `static/`, before compression."""
    whole = content(path, static or path.parent)
    if path.suffix not in KINDS:
        return whole
    text: str = (rcssmin.cssmin if path.suffix == ".css" else rjsmin.jsmin)(whole.decode())
    return text.encode()
