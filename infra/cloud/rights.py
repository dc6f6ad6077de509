"""Who does what with AWS: the list of rights, checked against the models."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chalicelib.settings import settings
from chalicelib.store import Record
from infra.tables import table_requests

LIST = Path(__file__).with_name("rights.txt")
BUCKET = "bucket"


class WrongList(Exception):
    """The list of rights names a table, an index or a service that the fair does not have."""


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One action of one function. `what` is a table ("orders"), an index ("orders/index/by_due"), a prefix of
    the bucket ("photos/*") or the bucket itself ("bucket")."""

    function: str
    service: str
    what: str
    action: str

    def __str__(self) -> str:
        return f"{self.function} {self.service} {self.what} {self.action}"


def read_rights(records: Iterable[type[Record]], path: Path = LIST) -> list[Right]:
    """The rights of all functions. Raises WrongList for what the models do not know."""
    names = set(places(records))
    rights = [right for line in path.read_text().splitlines() for right in _rights(line)]
    for right in rights:
        if right.service not in {"dynamodb", "s3"}:
            raise WrongList(str(right))
        if right.service == "dynamodb" and right.what not in names:
            raise WrongList(f"{right}: no model has such a table or index")
    return rights


def places(records: Iterable[type[Record]]) -> list[str]:
    """Every table and index of the models: "orders", "orders/index/by_due"."""
    names = []
    for request in table_requests(records):
        name = request["TableName"].removeprefix(settings().table_prefix)
        indexes = request.get("GlobalSecondaryIndexes", []) + request.get(
            "LocalSecondaryIndexes", []
        )
        names += [name, *(f"{name}/index/{index['IndexName']}" for index in indexes)]
    return names


def written(rights: Iterable[Right]) -> str:
    """Rights as they stand in the list."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for right in sorted(set(rights)):
        rows.setdefault((right.function, right.service, right.what), []).append(right.action)
    return "\n".join(f"{f:<12} {s:<9} {w:<26} {' '.join(a)}" for (f, s, w), a in rows.items())


def _rights(line: str) -> list[Right]:
    words = line.partition("#")[0].split()
    return [Right(words[0], words[1], words[2], action) for action in words[3:]] if words else []
