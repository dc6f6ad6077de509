"""Translations: merges the catalogues of all groups into one a language, and finds what nobody has translated."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_Hans", "en")
METHODS = [("templates/**.html", "jinja2"), ("chalicelib/**.py", "python")]
ERRORS = {"FairError", "NotFound", "Refused", "Invalid", "AlreadyThere", "News"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
_STRAY_PERCENT = re.compile(r"%(?!\(\w+\)s)")

Where = tuple[str, str]  # a message and the place that says it


class Mistake(Exception):
    """The catalogues cannot be merged as they stand. Says every fault, one a line."""


def build(root: Path = ROOT) -> None:
    """Write `chalicelib/_locale/<language>.mo` from all `locale/<language>/*.po`; nothing is done when it is newer.

    Raises Mistake when two files translate a message differently, or a translation has other placeholders."""
    stale = [language for language in LANGUAGES if _is_stale(root, language)]
    if not stale:
        return
    catalogues = {language: merged(root, language) for language in LANGUAGES}
    faults = [fault for language in LANGUAGES for fault in _faults(language, catalogues[language])]
    faults += _different_errors(catalogues)
    if faults:
        raise Mistake("\n".join(faults))
    for language in stale:
        _write(catalogues[language], _compiled(root, language))


def merged(root: Path, language: str) -> Catalog:
    """All groups' catalogues of one language as one. Raises Mistake for a message with two translations."""
    whole = Catalog(locale=language, fuzzy=False)
    homes: dict[object, str] = {}
    for path in _sources(root, language):
        with path.open("rb") as file:
            part = read_po(file, locale=language, abort_invalid=True)
        for message in part:
            if message.id and not message.fuzzy:
                _take(whole, message, homes, path.name)
    return whole


def missing(root: Path = ROOT) -> list[str]:
    """Every message that a page can say and a catalogue lacks: page texts in Chinese, errors in both languages."""
    chinese, english = (_translated(merged(root, language)) for language in LANGUAGES)
    places: dict[str, str] = {}
    for text, place in page_texts(root):
        if text not in chinese:
            places.setdefault(f"zh_Hans: {text!r}", place)
    for message_id, place in error_ids(root):
        for language, catalogue in (("zh_Hans", chinese), ("en", english)):
            if message_id not in catalogue:
                places.setdefault(f"{language}: error {message_id!r}", place)
    return sorted(f"{what} ({place})" for what, place in places.items())


def page_texts(root: Path) -> Iterator[Where]:
    """What templates and pages say through gettext, each with its file and line."""
    messages = extract_from_dir(root, METHODS, directory_filter=_is_source)
    for file, line, text, _comments, _context in messages:
        yield (text if isinstance(text, str) else text[0]), f"{file}:{line}"


def error_ids(root: Path) -> Iterator[Where]:
    """The message ids of errors and of fields' problems, as they stand in the code."""
    for path in sorted((root / "chalicelib").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for value in _said_by(node):
                for message_id in _strings(value):
                    yield message_id, f"{path.relative_to(root)}:{value.lineno}"


def _said_by(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id="Invalid"), args=[ast.Dict(values=said), *_]):
            return said
        case ast.Call(func=ast.Name(id=name), args=[said, *_]) if name in ERRORS:
            return [said]
        case ast.Call(func=ast.Attribute(attr="note" | "_note"), args=[_, said]):
            return [said]
    return []


def _strings(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _strings(value.body)
        yield from _strings(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.value


def _is_source(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_"))


def _translated(catalogue: Catalog) -> set[str]:
    return {_key(message) for message in catalogue if message.id and _strings_of(message)}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings_of(message: Message) -> list[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return strings if all(strings) else []


def _take(whole: Catalog, message: Message, homes: dict[object, str], home: str) -> None:
    there = whole.get(_key(message))
    if there and _strings_of(there) != _strings_of(message):
        raise Mistake(
            f"{_key(message)!r} has two translations: in {homes[_key(message)]} and in {home}"
        )
    whole[message.id] = message
    homes.setdefault(_key(message), home)


def _placeholders(*texts: str) -> set[str]:
    return {first or second for text in texts for first, second in _PLACEHOLDER.findall(text)}


def _faults(language: str, catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        strings = _strings_of(message)
        if message.id and not strings:
            yield f"{language}: {_key(message)!r} is not translated"
        elif message.id and not _fits(message, strings):
            yield f"{language}: {_key(message)!r} has other placeholders, or a % that is not %%"


def _fits(message: Message, strings: list[str]) -> bool:
    if isinstance(message.id, str):
        texts, placeholders = [message.id, *strings], _placeholders(message.id)
        same = _placeholders(*strings) == placeholders or not (placeholders or " " in message.id)
    else:
        texts = [*message.id, *strings]
        same = _placeholders(*strings) <= _placeholders(*message.id)
    return same and not any(_STRAY_PERCENT.search(text.replace("%%", "")) for text in texts)


def _different_errors(catalogues: dict[str, Catalog]) -> Iterator[str]:
    """An error's id holds no placeholders, so its two translations are held against each other."""
    for message in catalogues["en"]:
        other = catalogues["zh_Hans"].get(message.id) if message.id else None
        if other and _placeholders(*_strings_of(message)) != _placeholders(*_strings_of(other)):
            yield f"{_key(message)!r} has other placeholders in Chinese than in English"


def _sources(root: Path, language: str) -> list[Path]:
    return sorted((root / "locale" / language).glob("*.po"))


def _compiled(root: Path, language: str) -> Path:
    return root / "chalicelib" / "_locale" / f"{language}.mo"


def _is_stale(root: Path, language: str) -> bool:
    compiled = _compiled(root, language)
    if not compiled.exists():
        return True
    sources = [Path(__file__), root / "locale" / language, *_sources(root, language)]
    return max(path.stat().st_mtime_ns for path in sources) >= compiled.stat().st_mtime_ns


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(path)


if __name__ == "__main__":
    build()
    print("The catalogues are built:", ", ".join(LANGUAGES))
