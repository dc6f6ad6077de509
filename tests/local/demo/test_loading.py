"""Loading is a process of its own, and does not outlive the fair that wants the data."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

SECONDS_OF_A_SILENT_ENGINE = 20  # four tries of five seconds


def test_loading_ends_with_whoever_started_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        loading = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "infra.local.demo", str(tmp_path)],
            env={**os.environ, "AWS_ENDPOINT_URL": endpoint},
            stdin=subprocess.PIPE,
        )
        connection, _ = silent.accept()  # it is at work
        assert loading.stdin
        began = time.monotonic()
        with connection:
            loading.stdin.close()

            assert loading.wait(SECONDS_OF_A_SILENT_ENGINE) == 1
        assert time.monotonic() - began < SECONDS_OF_A_SILENT_ENGINE / 2
