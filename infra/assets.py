"""The style sheet and the scripts of pages: small files in `static/`, joined into one so that a phone asks once."""

import re
from collections.abc import Iterator
from pathlib import Path

KINDS = (".css", ".js")
SHEET = re.compile(r'^@import "(\./[\w./-]+)";\n', re.MULTILINE)
NAMES = r"\{(?:\s*\w+,)*\s*(?:\w+\s*)?\}"
MODULE = re.compile(rf'^import {NAMES} from "(\./[\w./-]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const |let |function |async function )", re.MULTILINE)
NOT_JOINED = re.compile(r"^(?:@?import|export)\b.*", re.MULTILINE)


def joined(path: Path) -> str:
    """A sheet with all that it imports in place, or a script behind all modules that it needs, in one scope.

    Raises ValueError for a form of import or export that cannot be joined by taking its line away.
    """
    if path.suffix == ".css":
        return _in_one_scope(path, SHEET.sub(lambda part: _beside(path, part[1]), path.read_text()))
    return "".join(_modules(path, set()))


def is_part(path: Path, static: Path) -> bool:
    """Whether a file of the folder `static` reaches pages only as a part of another."""
    return path.suffix in KINDS and path.parent != static


def _beside(path: Path, part: str) -> str:
    return (path.parent / part).read_text()


def _modules(path: Path, paths: set[Path]) -> Iterator[str]:
    """The text of a module after those that it imports, each once."""
    paths.add(path.resolve())
    text = path.read_text()
    for part in MODULE.findall(text):
        needed = path.parent / part
        if needed.resolve() not in paths:
            yield from _modules(needed, paths)
    yield _in_one_scope(path, EXPORT.sub("", MODULE.sub("", text)))


def _in_one_scope(path: Path, text: str) -> str:
    left = NOT_JOINED.search(text)
    if left:
        raise ValueError(f"{path.name} cannot be joined: {left[0]}")
    return text
