"""Documents cannot rot: what they name is there, and what is there is named."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chalicelib.accounts import ROLES
from infra.cloud.parameters import PARAMETERS
from infra.cloud.resources import secrets_used
from tests.house.source import ROOT, nodes_where, trees

KINDS_OF_CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
OPERATING = (ROOT / "docs/operating.md").read_text("utf-8")
PREFIXES = ("FAIR_",)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)*\.(?:css|html|js|md|py|toml|txt))(?:::(\w+))?`")
FOLDER = re.compile(r"`([\w.-]+(?:/[\w.-]+)*)/`")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
NOT_OF_THE_CODE = {
    "build",
    "evidence",
    "incoming",
    "private",
}  # made by a command, or of the bucket


def test_the_changelog_tells_changes_by_kind() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text().splitlines()
    versions = [line for line in lines if line.startswith("## ")]

    assert versions[0] == "## [Unreleased]"
    assert all(
        re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version) for version in versions[1:]
    )
    assert {line[4:] for line in lines if line.startswith("### ")} <= KINDS_OF_CHANGES


@cache
def settings_of_the_code() -> set[str]:
    """What is read from the environment by a name that stands there, and every word that begins like a setting."""
    words = {
        str(node.value)
        for prefix in PREFIXES
        for node in nodes_where(prefix)
        if isinstance(node, ast.Constant) and re.fullmatch(rf"{prefix}\w*[A-Z]", str(node.value))
    }
    return words | set(_read_from_the_environment())


def _read_from_the_environment() -> Iterator[str]:
    for node in nodes_where("os.environ"):
        match node:
            case (
                ast.Call(
                    func=ast.Attribute(value=home, attr="get"), args=[ast.Constant(value=name), *_]
                )
                | ast.Subscript(value=home, slice=ast.Constant(value=name), ctx=ast.Load())
            ) if str(name).isupper() and "environ" in ast.unparse(home):
                yield str(name)


def test_every_setting_is_explained_to_operators() -> None:
    settings = {*settings_of_the_code(), *PARAMETERS}

    assert {"FAIR_FEE_BP", "DATA", "AWS_REGION", "TaxLine"} <= settings
    assert not [name for name in settings if f"`{name}`" not in OPERATING]


def test_no_setting_is_explained_that_nobody_reads() -> None:
    read = settings_of_the_code()
    explained = set(re.findall(r"^\| `(FAIR_\w+)`", OPERATING, re.MULTILINE))

    assert explained == {name for name in read if name.startswith("FAIR_")}


def defaults_of_the_code() -> Iterator[tuple[str, str]]:
    for node in ast.walk(trees()["chalicelib/settings.py"]):
        match node:
            case ast.Call(args=[ast.Constant(value=str(name)), ast.Constant(value=str(default))]):
                yield name, default


def test_defaults_are_explained_as_they_are() -> None:
    rows = re.findall(r"^\| `(FAIR_\w+)` \|[^|]*\| `?([^|`]*)`? \|", OPERATING, re.MULTILINE)
    given = {name: default for name, default in defaults_of_the_code() if name.startswith("FAIR_")}

    assert given
    assert {name: "" if default == "empty" else default for name, default in rows} == given


def secrets_given() -> Iterator[str]:
    """The secrets that somebody else makes: `given_secret` is asked by constants of the same module."""
    nodes = list(nodes_where("given_secret("))
    words = dict(pair for node in nodes if isinstance(node, ast.Assign) for pair in _pairs(node))
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id="given_secret"), args=[ast.Name(id=name)]):
                yield words[name]


def _pairs(node: ast.Assign) -> Iterator[tuple[str, str]]:
    """The names and words of `KEY, WEBHOOK = "key", "webhook"`."""
    names, words = (
        target.elts if isinstance(target, ast.Tuple) else [target]
        for target in (node.targets[0], node.value)
    )
    for name, word in zip(names, words, strict=False):
        if isinstance(name, ast.Name) and isinstance(word, ast.Constant):
            yield name.id, str(word.value)


def test_every_secret_is_explained_to_operators() -> None:
    secrets = {*secrets_used(ROOT / "chalicelib"), *secrets_given()}

    assert {"session", "stripe_key"} <= secrets
    assert secrets == set(re.findall(r"^\| `(\w+)` \(`FAIR_SECRET_", OPERATING, re.MULTILINE))


def test_every_role_is_explained_to_operators() -> None:
    roles = OPERATING.partition("## Roles\n")[2].partition("\n## ")[0]

    assert set(re.findall(r"^\| `(\w+)`", roles, re.MULTILINE)) == set(ROLES)


def test_the_readme_names_every_folder_of_the_library() -> None:
    """The map of folders: every capability by its path, every wing by its name."""
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = [f"`chalicelib/{name}/`" for name in folders("chalicelib")]
    wings = [f"`{name}/`" for name in folders("chalicelib/web")]

    assert not [name for name in rooms + wings if name not in readme]


def folders(home: str) -> list[str]:
    return [path.parent.name for path in (ROOT / home).glob("*/__init__.py")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_and_tests_that_documents_name_are_there(document: Path) -> None:
    named = FILE.findall(document.read_text("utf-8"))

    assert not [(name, test) for name, test in named if not is_there(document, name, test)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_folders_that_documents_name_are_there(document: Path) -> None:
    named = set(FOLDER.findall(document.read_text("utf-8"))) - NOT_OF_THE_CODE

    assert not [name for name in named if not is_there(document, name)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_of_documents_lead_somewhere(document: Path) -> None:
    for path, anchor in LINK.findall(document.read_text("utf-8")):
        target = document.parent / path if path else document
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_decisions_that_documents_name_are_there(document: Path) -> None:
    numbers = re.findall(r"ADR (\d+)", document.read_text("utf-8"))

    assert not [n for n in numbers if not list((ROOT / "docs/adr").glob(f"{int(n):04d}-*.md"))]


def test_every_surprise_is_shown_by_a_file_or_a_decision() -> None:
    surprises = (ROOT / "docs/surprises.md").read_text("utf-8").split("\n- ")[1:]

    assert surprises
    assert not [line for line in surprises if not (FILE.search(line) or FOLDER.search(line))]


def is_there(document: Path, name: str, test: str = "") -> bool:
    """Whether a name leads to something from the root, from `chalicelib/`, or from where the document stands; a single
    word may be of any folder, since the text around it says of which."""
    places = [ROOT / name, ROOT / "chalicelib" / name, document.parent / name]
    found = [path for path in places if path.exists()] or _anywhere(name)
    return bool(found) and (not test or f"def {test}(" in found[0].read_text("utf-8"))


def _anywhere(name: str) -> list[Path]:
    return [] if "/" in name else [path for path in _everything() if path.name == name]


@cache
def _everything() -> list[Path]:
    folders = ("chalicelib", "docs", "infra", "locale", "static", "templates", "tests")
    return [path for folder in folders for path in (ROOT / folder).rglob("*")]


def anchors(document: Path) -> set[str]:
    headings = HEADING.findall(document.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}
