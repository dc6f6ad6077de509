"""What the engine holds, as the journal knows it: tables, items by key, and the tokens of late transactions."""

import json
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Item = dict[str, dict[str, Any]]
Key = tuple[tuple[str, str], ...]
Change = tuple[str, Item | None, Item | None]  # table, before, after

TOKEN_SECONDS = 600  # DynamoDB remembers a ClientRequestToken for ten minutes
MOST_TOKENS = 100_000


@dataclass
class Mirror:
    """Items are replaced, never changed in place: what waits to be written stays what it was."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[str, dict[Key, Item]] = field(default_factory=dict)
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)  # request hash, moment

    def create(self, request: dict[str, Any]) -> None:
        self.tables[request["TableName"]] = request
        self.items.setdefault(request["TableName"], {})

    def key_names(self, table: str) -> list[str]:
        return [element["AttributeName"] for element in self.tables[table]["KeySchema"]]

    def key_of(self, table: str, item: Item) -> Item:
        return {name: item[name] for name in self.key_names(table)}

    def find(self, table: str, item: Item) -> Item | None:
        """The item with the key of this one, or None."""
        return self.items[table].get(self._key(table, item))

    def key_text(self, table: str, item: Item) -> str:
        """The key of an item among those of all tables, as text."""
        return json.dumps([table, self._key(table, item)], ensure_ascii=False)

    def apply(self, change: Change) -> None:
        table, before, after = change
        if after is not None:
            self.items[table][self._key(table, after)] = after
        elif before is not None:
            self.items[table].pop(self._key(table, before), None)

    def streams(self, table: str) -> bool:
        return bool(self.tables.get(table, {}).get("StreamSpecification", {}).get("StreamEnabled"))

    def remember(self, token: str, request_hash: str, moment: float) -> list[str]:
        """Keep a token for ten minutes; the oldest go first. Returns those that went."""
        self.tokens[token] = (request_hash, moment)
        old_tokens = [
            old
            for old, (_, then) in list(self.tokens.items())[:2]
            if then < moment - TOKEN_SECONDS or len(self.tokens) > MOST_TOKENS
        ]
        for old in old_tokens:
            del self.tokens[old]
        return old_tokens

    def known(self, token: str) -> str | None:
        """The hash of the request that was done under this token in the last ten minutes."""
        request_hash, moment = self.tokens.get(token, ("", 0.0))
        return request_hash if moment > time.time() - TOKEN_SECONDS else None

    def _key(self, table: str, item: Item) -> Key:
        return tuple(_plain(item[name]) for name in self.key_names(table))


def _plain(value: dict[str, Any]) -> tuple[str, str]:
    ((kind, text),) = value.items()
    return (kind, str(Decimal(text).normalize())) if kind == "N" else (kind, text)
