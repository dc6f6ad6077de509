"""The application on the tests' own engine, served over HTTP for browsers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from waitress import wasyncore

from infra.cloud.files import write_files
from infra.local.gateway.wsgi import Gateway, make_server
from tests.engine import start_engine
from tests.fair import ROOT

THREADS = 16


@contextmanager
def served(app: Any, endpoint: str = "") -> Iterator[str]:
    """Serve until the block ends, scripts as the cloud has them; gives the address. `endpoint` is another engine
    than the tests' own."""
    from chalicelib.settings import settings
    from infra.local.gateway.storage_door import StorageDoor

    with TemporaryDirectory() as static:
        write_files(ROOT / "static", Path(static))
        door = StorageDoor(endpoint or start_engine(), settings().bucket, Path(static), THREADS)
        with serving(Gateway(app, door, app.api.binary_types)) as port:
            yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(gateway: Gateway) -> Iterator[int]:
    """Serve in threads until the block ends; gives the port. Whoever is being answered then gets the answer."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = make_server(gateway, listener)

    def serve() -> None:
        with suppress(OSError):  # its sockets are closed under it at the end
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    server.task_dispatcher.shutdown(timeout=2)
    server.close()
    wasyncore.close_all(server._map, ignore_all=True)  # noqa: SLF001 - what clients keep open
    thread.join(5)
    listener.close()
