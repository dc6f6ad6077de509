"""Records for one invocation of a handler, and which of them are done after it."""

from dataclasses import dataclass, field, replace
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Records for one invocation. In order (a stream), what stands behind a refused record waits for it."""

    records: list[Record]
    id_path: tuple[str, ...]
    in_order: bool
    extra: dict[str, Any] = field(default_factory=dict)

    def event(self) -> dict[str, Any]:
        return (
            {"Records": self.records, **self.extra} if self.id_path != ("id",) else self.records[0]
        )

    def ids(self) -> set[str]:
        return {self._id(record) for record in self.records}

    def known(self, failed: set[str]) -> set[str]:
        """Ids that are not of this batch mean all of it, as Lambda takes it."""
        if failed <= self.ids():
            return failed
        return self.ids()

    def done(self, failed: set[str]) -> set[str]:
        """The ids that need not be tried again when these were refused."""
        if not self.in_order:
            return self.ids() - failed
        before: set[str] = set()
        for record in self.records:
            if self._id(record) in failed:
                break
            before.add(self._id(record))
        return before

    def without(self, ids: set[str]) -> "Batch":
        return replace(
            self, records=[record for record in self.records if self._id(record) not in ids]
        )

    def singles(self) -> "list[Batch]":
        return [replace(self, records=[record]) for record in self.records]

    def _id(self, record: Record) -> str:
        value: Any = record
        for name in self.id_path:
            value = value[name]
        return str(value)
