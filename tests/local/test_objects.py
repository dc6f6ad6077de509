"""Objects on disk: a kill while one is being replaced leaves it readable."""

from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from infra.local.engine.process import Engine
from tests.local.small_fair import engine_on


def test_a_playlist_that_was_being_replaced_when_all_was_killed_can_be_read(tmp_path: Path) -> None:
    with engine_on(tmp_path) as engine, closing(storage(engine)) as client:
        client.create_bucket(Bucket="films")
        client.put_object(Bucket="films", Key="video/list.m3u8", Body=b"one", ContentType="text/x")
    (content,) = (tmp_path / "objects").rglob("list.m3u8")
    content.write_bytes(b"one, two")  # its description still tells three bytes

    with engine_on(tmp_path) as engine, closing(storage(engine)) as client:
        found = client.get_object(Bucket="films", Key="video/list.m3u8")

        assert found["Body"].read() == b"one, two"
        assert found["ContentType"] == "text/x"


def storage(engine: Engine) -> Any:
    config = Config(s3={"addressing_style": "path"})
    return boto3.client("s3", endpoint_url=engine.endpoint, config=config)
