"""A journal that is closed for good, in a thread: Chromium's driver may keep a loop running in this one."""

import asyncio
from threading import Thread

from infra.local.journal.writing import Journal


def close(journal: Journal) -> None:
    thread = Thread(target=lambda: asyncio.run(journal.close()))
    thread.start()
    thread.join()
