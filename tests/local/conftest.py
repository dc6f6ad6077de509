"""The shelf of the tests of the local fair: a gateway in threads, in front of the engine."""

import os
import socket
import threading
from collections.abc import Iterator

import pytest

from chalicelib.settings import settings
from infra.local.gateway import THREADS, Gateway, make_server
from infra.local.storage_door import StorageDoor
from tests.local.running import Fair

BINARY = ["multipart/form-data", "application/octet-stream"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fair]:
    listener = socket.create_server(("127.0.0.1", 0))
    fair = Fair(listener.getsockname()[1], tmp_path_factory.mktemp("static"))
    endpoint, bucket = os.environ["AWS_ENDPOINT_URL"], settings().bucket
    door = StorageDoor(endpoint, bucket, fair.static, THREADS)
    server = make_server(Gateway(fair.handler, door, BINARY), listener)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    yield fair
    server.close()
    server.task_dispatcher.shutdown(timeout=2)
    listener.close()


@pytest.fixture
def fair(running: Fair) -> Fair:
    running.asked.clear()
    running.answer = {"statusCode": 200, "headers": {}, "body": "hello"}
    return running
