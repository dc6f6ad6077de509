"""The code of the fair as text and as trees, read once for all rules of the house."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("chalicelib", "infra")


@cache
def texts() -> dict[str, str]:
    """Every module by its path: "chalicelib/money.py"."""
    files = [ROOT / "app.py", *(path for name in FOLDERS for path in (ROOT / name).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(files)}


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(text) for name, text in texts().items()}


def nodes_where(word: str) -> Iterator[ast.AST]:
    """All that stands in modules in which a word stands somewhere."""
    for name, text in texts().items():
        if word in text:
            yield from ast.walk(trees()[name])
