"""Names are the market's words: each public class has one of the glossary in its name."""

import ast
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from tests.house.source import ROOT, trees

ROW = re.compile(r"^\| (?!word |---)([^|]+) \|", re.MULTILINE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
VERBS = {
    *("asked", "begun", "bought", "brought", "called", "chosen", "done", "drawn", "found", "given"),
    *("gone", "got", "heard", "held", "kept", "known", "made", "named", "put", "read", "received"),
    *(
        "said",
        "saved",
        "seen",
        "sent",
        "shown",
        "taken",
        "told",
        "tried",
        "typed",
        "used",
        "wanted",
    ),
    *("written", "one"),
}
BOUND_IN_TEMPLATES = re.compile(r"\{%-? *(?:for|set|macro \w+\()([^=%]*?)(?: in |=|\) *-?%\}|%\})")
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


def test_values_are_named_after_the_thing() -> None:
    """A verb such as "found" says what somebody did, "one" nothing at all. What is stored keeps its name."""
    verbs = [
        f"{name}:{line} {word}"
        for name, tree in trees().items()
        for word, line in _bound(tree)
        if word in VERBS
    ]
    verbs += [
        f"{path.name} {word}"
        for path in (ROOT / "templates").rglob("*.html")
        for names in BOUND_IN_TEMPLATES.findall(path.read_text("utf-8"))
        for word in re.findall(r"\w+", names)
        if word in VERBS
    ]

    assert verbs == [], "call it after the thing"


def test_no_test_calls_a_thing_one() -> None:
    """In tests "found" and "told" may be what was looked for and said; "one" is nothing there either."""
    texts = {path.name: path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")}
    ones = [
        f"{name}:{line}"
        for name, text in texts.items()
        if " one" in text or "(one" in text
        for word, line in _bound(ast.parse(text))
        if word == "one"
    ]

    assert ones == [], "call it after the thing"


def _bound(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The names of variables, parameters and fields, each with its line."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id, child.lineno
        elif isinstance(child, ast.arg):
            yield child.arg, child.lineno
        if not (isinstance(node, ast.ClassDef) and _is_stored(child)):
            yield from _bound(child)


def _is_stored(field: ast.AST) -> bool:
    value = field.value if isinstance(field, ast.Assign | ast.AnnAssign) else None
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Attribute")
