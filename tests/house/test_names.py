"""Names are the market's words: each public class has one of the glossary in its name."""

import ast
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from tests.house.source import ROOT, trees

ROW = re.compile(r"^\| (?!word |---)([^|]+) \|", re.MULTILINE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
ONE = re.compile(r"\{%-? *(?:for|set|macro \w+\([^)]*)\b *one\b")
SMALL = {"a", "an", "and", "at", "by", "in", "its", "of", "on", "or", "the", "to"}
NAMED_BY_WHAT_HAPPENED = {"Exception", "RuntimeError", "OSError", "FairError"}


def terms() -> list[str]:
    """The terms of the glossary, without what stands in brackets: "live", "live session"."""
    rows = ROW.findall((ROOT / "docs/glossary.md").read_text("utf-8"))
    return [term.strip() for row in rows for term in re.sub(r"\([^)]*\)", "", row).split(",")]


def words() -> set[str]:
    """All words of all terms; "roll-up" is one word and two."""
    parts = {part for term in terms() for word in term.split() for part in (word, *word.split("-"))}
    return {part.replace("-", "").lower() for part in parts} - SMALL


def classes() -> Iterator[ast.ClassDef]:
    """Public classes, but for errors: these are named by what happened, as in "Refused"."""
    for name, tree in trees().items():
        for node in tree.body if name.startswith("chalicelib/") else []:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = {ast.unparse(base) for base in node.bases}
                if not bases & NAMED_BY_WHAT_HAPPENED:
                    yield node


def is_named(node: ast.ClassDef, known: set[str]) -> bool:
    own = [word.lower() for word in WORD.findall(node.name)]
    pairs = [first + second for first, second in itertools.pairwise(own)]
    return any(form in known for word in [*own, *pairs] for form in singulars(word))


def singulars(word: str) -> tuple[str, ...]:
    return word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word)


def test_every_public_class_has_a_word_of_the_glossary_in_its_name() -> None:
    known = words()
    nameless = {node.name for node in classes() if not is_named(node, known)}

    assert nameless == set(), "use a word of docs/glossary.md, or add the market's word"


def test_no_word_stands_twice_in_the_glossary() -> None:
    twice = [term for term, count in Counter(terms()).items() if count > 1]

    assert not twice


def test_no_variable_is_called_one() -> None:
    bound = [
        f"{name}:{line}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if (line := _binds_one(node))
    ]
    bound += [
        path.name for path in (ROOT / "templates").rglob("*.html") if ONE.search(path.read_text())
    ]

    assert bound == [], "call it after the thing"


def _binds_one(node: ast.AST) -> int:
    if isinstance(node, ast.Name) and node.id == "one" and isinstance(node.ctx, ast.Store):
        return node.lineno
    return node.lineno if isinstance(node, ast.arg) and node.arg == "one" else 0
