"""The shelf of the tests of the local fair: a gateway in threads, in front of the engine."""

import os
from collections.abc import Iterator

import pytest

from chalicelib.settings import settings
from infra.local.gateway.storage_door import StorageDoor
from infra.local.gateway.wsgi import THREADS, Gateway
from tests.local.running import Fair
from tests.served import serving

BINARY = ["multipart/form-data", "application/octet-stream"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fair]:
    static = tmp_path_factory.mktemp("static")
    door = StorageDoor(os.environ["AWS_ENDPOINT_URL"], settings().bucket, static, THREADS)
    fair = Fair(static)
    with serving(Gateway(fair.handler, door, BINARY)) as fair.port:
        yield fair


@pytest.fixture
def fair(running: Fair) -> Fair:
    running.asked.clear()
    running.answer = {"statusCode": 200, "headers": {}, "body": "hello"}
    return running
