"""Lean libraries: of botocore the services that the code uses, without prose. Two libraries are
rewritten: `make bench ONLY=lean_cuts` tells what that spares a start, and less than 5 CPU ms is not worth it."""

import ast
import gzip
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PROSE = "documentation"
NO_DOCSTRINGS = """
class ClientMethodDocstring(str):
    def __new__(cls, **described):
        return super().__new__(cls)


PaginatorDocstring = WaiterDocstring = ClientMethodDocstring
"""
# botocore's client stands on the writer of botocore's documentation, with an HTML parser. Without it the first client
# of S3 in a process takes 6 CPU ms less; a page that asks nothing of S3 makes none.
SPARED = {"botocore/docs/__init__.py": "", "botocore/docs/docstring.py": NO_DOCSTRINGS}
# PynamoDB imports botocore's client, and makes one only for those who have no connection of their own. The fair has one
# (chalicelib/store/wire/calls.py): in the bundles that import is left out, and a start takes 28 CPU ms less, unless it
# asks S3 and needs the client after all.
CONNECTION = "pynamodb/connection/base.py"
POSTPONED = {
    '''"""
Lowest level connection
"""
''': "from __future__ import annotations\n",
    "import botocore.config\nimport botocore.client\n": "",
    "from botocore.client import ClientError\n": "from botocore.exceptions import ClientError\n",
    "from botocore.session import get_session\n": "",
    "from pynamodb.connection._botocore_private import BotocoreBaseClientPrivate\n": "",
}
CUTS = {"documentation": tuple(SPARED), "client": (CONNECTION,)}
SANDBOX_ONLY = "stripe/params"  # a third of the SDK: types that only the sandbox reads, and never in production
COMMON = {"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"}


def services_used(library: Path) -> set[str]:
    """The AWS services for which the code makes a client. Raises AssertionError for one whose name is not a word."""
    return {name for _, name in clients_made(library)}


def clients_made(library: Path) -> Iterator[tuple[str, str]]:
    """Each place that makes an AWS client, with the service's name."""
    for path in sorted(library.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _makes_client(node.func):
                place = f"{path.relative_to(library)}:{node.lineno}"
                name = node.args[0] if node.args else None
                assert isinstance(name, ast.Constant), f"{place}: name the service in a word"
                yield place, str(name.value)


def trim(site: Path, services: Iterable[str]) -> None:
    """Drop from botocore what describes other services, and the prose of those that stay."""
    names, data = set(services), site / "botocore/data"
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in names:
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name not in COMMON:
            entry.unlink()
    for packed in data.rglob("*.json.gz"):
        described = _without_prose(json.loads(gzip.decompress(packed.read_bytes())))
        packed.with_suffix("").write_text(_compact(described))
        packed.unlink()
    _trim_endpoints(data / "endpoints.json", names)
    shutil.rmtree(site / SANDBOX_ONLY)
    for name, text in SPARED.items():
        assert (site / name).is_file(), f"{name} is no more: look again whether it costs anything"
        (site / name).write_text(text)
    _postpone(site / CONNECTION)


def _postpone(module: Path) -> None:
    text = module.read_text()
    for old, new in POSTPONED.items():
        assert text.count(old) == 1, f"{module.name} has changed: look again what it imports"
        text = text.replace(old, new)
    module.write_text(text)


def _makes_client(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in {"client", "resource", "create_client"}
        and not (isinstance(function.value, ast.Name) and function.value.id == "self")
    )


def _without_prose(described: Any) -> Any:
    """Emptied, not dropped: botocore reads some of it."""
    if isinstance(described, list):
        return [_without_prose(shape) for shape in described]
    if not isinstance(described, dict):
        return described
    return {
        name: "" if name == PROSE and isinstance(part, str) else _without_prose(part)
        for name, part in described.items()
    }


def _trim_endpoints(path: Path, names: set[str]) -> None:
    endpoints = json.loads(path.read_text())
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in names}
    path.write_text(_compact(endpoints))


def _compact(described: Any) -> str:
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))
