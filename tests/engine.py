"""One plain engine in memory for all tests of a session: started once, wiped between tests."""

import os
import urllib.request

from infra.local.engine.process import Engine, start

_running: list[Engine] = []
_known: set[str] = set()


def start_engine() -> str:
    """Start it and point the environment at it; call this before `chalicelib` is imported. Returns its address."""
    if not _running:
        os.environ.update(_ENVIRONMENT)
        engine = start(["-m", "tests.wipeable"], {})
        _running.append(engine)
        os.environ["AWS_ENDPOINT_URL"] = engine.endpoint
        engine.wait_until_ready()
        _create_places()
        _create_tables()
    return _running[0].endpoint


def stop_engine() -> None:
    """End the engine; what it held is gone."""
    while _running:
        _running.pop().stop()
    _known.clear()


def wipe() -> None:
    """Empty all tables, the bucket and the queues; tables of records imported since the last time are created."""
    endpoint = start_engine()
    request = urllib.request.Request(endpoint + "/wipe", method="POST")  # noqa: S310 - our own loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        answer.read()
    _forget_all()
    _create_tables()


def _create_places() -> None:
    import boto3

    from chalicelib.settings import settings

    boto3.client("s3").create_bucket(Bucket=settings().bucket)
    boto3.client("sqs").create_queue(QueueName=settings().media_queue)


def _forget_all() -> None:
    from chalicelib.store import forget_all

    forget_all()


def _create_tables() -> None:
    from infra.tables import create_tables, loaded_records

    records = [record for record in loaded_records() if record.Meta.table_name not in _known]
    if records:
        create_tables(records)
        _known.update(str(record.Meta.table_name) for record in records)


_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "NO_PROXY": "127.0.0.1",
    "FAIR_STAGE": "test",
    "FAIR_BANK": "中国农业银行雷山支行|乡集|6228 4800 0000 0001",
    "FAIR_SECRET_SESSION": "a secret that only the tests know",
    "FAIR_SECRET_PHONES": "another that only the tests know",
}
