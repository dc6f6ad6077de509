"""The engine of the tests: all in memory, with a way to empty it in a few milliseconds."""

import json
from typing import Any

from infra.local.engine.process import serve
from infra.local.engine.quicker import application
from infra.local.journal.door import Journalled
from infra.local.journal.mirror import Mirror
from infra.local.journal.writing import Journal

WIPE = "/wipe"
AT_ONCE = 25  # BatchWriteItem takes no more


class Wipeable:
    """The engine behind a journal without a folder, which also knows what there is to delete."""

    def __init__(self, app: Any) -> None:
        self.engine = Journalled(app, Journal(None, Mirror()))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == WIPE:
            await self._empty_tables()
            await self._empty_queues()
            await self._empty_buckets()
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.engine(scope, receive, send)

    async def _empty_tables(self) -> None:
        inner, journal = self.engine.inner, self.engine.journal
        for table, shelf in journal.mirror.shelves.items():
            items = [json.loads(text) for text in shelf]
            for at in range(0, len(items), AT_ONCE):
                some = items[at : at + AT_ONCE]
                keys = [journal.mirror.key_of(table, item) for item in some]
                asked = [{"DeleteRequest": {"Key": key}} for key in keys]
                await inner.dynamodb("BatchWriteItem", {"RequestItems": {table: asked}})
                journal.append([(table, item, None) for item in some])
        journal.mirror.tokens.clear()
        journal.forget(journal.last)

    async def _empty_queues(self) -> None:
        inner = self.engine.inner
        for url in (await inner.sqs("ListQueues", {})).get("QueueUrls", []):
            await inner.sqs("PurgeQueue", {"QueueUrl": url})

    async def _empty_buckets(self) -> None:
        inner = self.engine.inner
        for bucket in await inner.buckets():
            while keys := await inner.keys(bucket):
                for key in keys:
                    await inner.delete_object(bucket, key)


def make_app() -> Wipeable:
    return Wipeable(application())


if __name__ == "__main__":
    serve(make_app)
