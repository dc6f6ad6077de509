"""The application on the tests' own engine, served over HTTP for browsers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.engine import start_engine
from tests.fair import ROOT

THREADS = 16


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve until the block ends; gives the address."""
    from chalicelib.settings import settings
    from infra.local.gateway import Gateway, make_server
    from infra.local.storage_door import StorageDoor

    door = StorageDoor(start_engine(), settings().bucket, ROOT / "static", THREADS)
    listener = socket.create_server(("127.0.0.1", 0))
    server = make_server(Gateway(app, door, app.api.binary_types), listener)

    def serve() -> None:
        with suppress(OSError):  # its sockets are closed under it at the end
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.close()
    thread.join(5)
    listener.close()
