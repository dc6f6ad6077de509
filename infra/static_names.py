"""The names under which pages ask for static files: each holds a hash of the content, so it may be kept for ever."""

import hashlib
import json
import re
from pathlib import Path

from infra.assets import KINDS, is_part, joined

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
NAMES = Path("chalicelib/_static.json")
DIGITS = 10
TEXTS = (*KINDS, ".webmanifest")
_REFERENCE = re.compile(r"/static/([\w/-]+\.\w+)")
_HASHED = re.compile(rf"(.+)\.[0-9a-f]{{{DIGITS}}}(\.\w+)")


def build(root: Path = ROOT) -> None:
    """Write what pages read: the name with its hash of each static file. Nothing is done when it is right already."""
    text = json.dumps(names(root / "static"), sort_keys=True)
    path = root / NAMES
    if not path.exists() or path.read_text() != text:
        half = path.with_suffix(f".{hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}")
        half.write_text(text)
        half.replace(path)


def names(static: Path) -> dict[str, str]:
    """Every file that pages may ask for, and the name with its hash."""
    return {path.relative_to(static).as_posix(): hashed(path, static) for path in files(static)}


def files(static: Path) -> list[Path]:
    return [
        path for path in sorted(static.rglob("*")) if path.is_file() and not is_part(path, static)
    ]


def hashed(path: Path, static: Path) -> str:
    """The name of a file, below `static`, with the hash of its content."""
    digest = hashlib.sha256(content(path, static)).hexdigest()[:DIGITS]
    name = path.relative_to(static)
    return name.with_name(f"{name.stem}.{digest}{name.suffix}").as_posix()


def plain(name: str) -> str:
    """A name without its hash, if it has one."""
    match = _HASHED.fullmatch(name)
    return match[1] + match[2] if match else name


def content(path: Path, static: Path) -> bytes:
    """What a file says: its parts joined, and other files under their names with a hash."""
    if path.suffix not in TEXTS:
        return path.read_bytes()
    text = joined(path) if path.suffix in KINDS else path.read_text()

    def with_hash(match: re.Match[str]) -> str:
        path = static / match[1]
        return f"/static/{hashed(path, static)}" if path.is_file() else match[0]

    return _REFERENCE.sub(with_hash, text).encode()
