"""What the engine holds, as the journal knows it: tables, their items, and the tokens of late transactions."""

import json
import time
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from infra.local.journal.shelf import Item, Shelf, json_of

Change = tuple[str, Item | None, Item | None]  # table, before, after

TOKEN_SECONDS = 600  # DynamoDB remembers a ClientRequestToken for ten minutes
MOST_TOKENS = 100_000


@dataclass
class Mirror:
    """Items are kept as the JSON in which they are asked for: as objects they would take nine times the memory."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)  # request hash, moment

    def create(self, request: dict[str, Any]) -> None:
        self.tables[request["TableName"]] = request
        self.shelves.setdefault(request["TableName"], Shelf(request))

    def key_of(self, table: str, item: Item) -> Item:
        return {name: item[name] for name in self.shelves[table].key_names}

    def find(self, table: str, item: Item) -> Item | None:
        """The item with the key of this one, or None."""
        text = self.text(table, item)
        return None if text is None else json.loads(text)

    def text(self, table: str, item: Item) -> bytes | None:
        """The same as JSON."""
        shelf = self.shelves[table]
        return shelf.text(shelf.key(item))

    def key_text(self, table: str, item: Item) -> str:
        """The key of an item among those of all tables, as text."""
        key = [_plain(attribute) for attribute in self.key_of(table, item).values()]
        return json.dumps([table, key], ensure_ascii=False)

    def apply(self, change: Change) -> bytes | None:
        """Returns the JSON of the item after a change that changed something."""
        table, before, after = change
        if before == after:
            return None
        shelf = self.shelves[table]
        text = None if after is None else json_of(after)
        shelf.replace(shelf.key(after or before or {}), before, after, text)
        return text

    def streams(self, table: str) -> bool:
        return bool(self.tables.get(table, {}).get("StreamSpecification", {}).get("StreamEnabled"))

    def remember(self, token: str, request_hash: str, moment: float) -> list[str]:
        """Keep a token for ten minutes; the oldest go first. Returns those that went."""
        self.tokens[token] = (request_hash, moment)
        old_tokens = [
            old
            for old, (_, then) in islice(self.tokens.items(), 2)
            if then < moment - TOKEN_SECONDS or len(self.tokens) > MOST_TOKENS
        ]
        for old in old_tokens:
            del self.tokens[old]
        return old_tokens

    def known(self, token: str) -> str | None:
        """The hash of the request that was done under this token in the last ten minutes."""
        request_hash, moment = self.tokens.get(token, ("", 0.0))
        return request_hash if moment > time.time() - TOKEN_SECONDS else None


def _plain(attribute: dict[str, Any]) -> tuple[str, str]:
    ((kind, text),) = attribute.items()
    return (kind, str(Decimal(text).normalize())) if kind == "N" else (kind, text)
