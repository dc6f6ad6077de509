"""The rules of the house: sizes, records of decisions, words of unfinished work."""

import ast
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chalicelib.web.page.asking import LANGUAGES
from chalicelib.web.public.help import TITLES
from tests.house.source import ROOT, texts, trees

MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 40
MOST_WORDS_OF_AN_ADR = 400
WRITTEN = {".css", ".html", ".js", ".py"}
MOST_FILES_OF_A_FOLDER = 20
FOLDERS_OF_CODE = ("chalicelib", "infra", "templates", "tests", "static/css", "static/host")
STATUS = r"^Status: (accepted|(accepted, in part )?superseded by \d{4})$"
UNFINISHED = re.compile(r"TODO|FIXME|NotImplementedError|coming soon", re.IGNORECASE)


def test_no_module_is_longer_than_one_can_hold_in_mind() -> None:
    long = {
        name: text.count("\n") for name, text in texts().items() if text.count("\n") > MOST_LINES
    }

    assert not long


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]

    assert not long


def test_no_folder_is_a_hall() -> None:
    files = Counter(path.parent.relative_to(ROOT).as_posix() for path in _files())

    assert {"chalicelib/web/buyer", "templates/parts"} <= set(files)
    assert [folder for folder, count in files.items() if count > MOST_FILES_OF_A_FOLDER] == []


def test_no_file_repeats_its_folders_name() -> None:
    files = [path for path in _files() if not path.is_relative_to(ROOT / "tests")]

    assert [path for path in files if path.parent.name in path.stem.split("_")] == []


def _files() -> Iterator[Path]:
    """All that people have written in the folders of code."""
    for folder in FOLDERS_OF_CODE:
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix in WRITTEN and not path.stem.startswith("__"):
                yield path


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name, tree in trees().items() if not ast.get_docstring(tree)]

    assert not silent


def test_nothing_is_left_for_later() -> None:
    unfinished = [name for name, text in texts().items() if UNFINISHED.search(text)]

    assert not unfinished


def test_no_pattern_is_compiled_before_it_is_asked_for() -> None:
    code = {name: text for name, text in texts().items() if name.startswith("chalicelib/")}

    assert code
    assert [name for name, text in code.items() if "re.compile" in text] == []


def test_every_template_is_used() -> None:
    folder = ROOT / "templates"
    used = "\n".join(texts().values())
    used += "\n".join(path.read_text() for path in folder.rglob("*.html"))
    unused = [
        name
        for path in folder.rglob("*.html")
        if (name := path.relative_to(folder).as_posix()) not in used
        and not name.startswith("page/errors/")
        and name
        not in {f"public/help/{lang}/{topic}.html" for lang in LANGUAGES for topic in TITLES}
    ]

    assert not unused


def test_decisions_are_numbered_dated_and_short() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))

    assert records
    for number, path in zip(itertools.count(1), records, strict=False):
        text = path.read_text()
        assert path.name.startswith(f"{number:04d}-"), path.name
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE), path.name
        assert re.search(STATUS, text, re.MULTILINE), path.name
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, (path.name, heading)
        assert len(text.split()) <= MOST_WORDS_OF_AN_ADR, path.name


def test_every_document_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    documents = [*ROOT.glob("[A-Z]*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "docs/adr/"]
    names = {path.relative_to(ROOT).as_posix() for path in documents} - {"README.md"}

    assert [name for name in sorted(names) if f"]({name}" not in readme] == []
