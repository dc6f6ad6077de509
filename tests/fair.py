"""The whole fair of `make run` in a process of its own, as a new user would start it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_SERVE = 120


@dataclass
class RunningFair:
    """A fair that serves. `links` are the one-time sign-in links by role."""

    process: "subprocess.Popen[bytes]"
    base_url: str
    data: Path
    seconds_to_serve: float

    @property
    def links(self) -> dict[str, str]:
        links: dict[str, str] = json.loads((self.data / "sign-in.json").read_text())
        return links

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(2)
        return self.process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def start_fair(data: Path, port: int, *, demo: bool = True) -> RunningFair:
    """Start it on this folder and port and wait until it serves. What it prints lies in `data`.log."""
    began = time.monotonic()
    (data / "sign-in.json").unlink(missing_ok=True)  # an earlier start had another port
    with data.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local"],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env={
                **_without_engine(),
                "DATA": str(data),
                "PORT": str(port),
                "DEMO": "1" if demo else "0",
            },
        )
    base_url = f"http://127.0.0.1:{port}"
    while time.monotonic() - began < SECONDS_TO_SERVE:
        assert process.poll() is None, data.with_suffix(".log").read_text()[-3000:]
        if _serves(base_url) and (data / "sign-in.json").exists():
            return RunningFair(process, base_url, data, time.monotonic() - began)
        time.sleep(0.1)
    process.kill()
    process.wait()
    raise AssertionError(data.with_suffix(".log").read_text()[-3000:])


def _serves(base_url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base_url}/healthz", timeout=1) as answer:  # noqa: S310 - our own loopback
            return bool(answer.status == 200)
    except OSError:
        return False


def _without_engine() -> dict[str, str]:
    """The environment without what the tests' own engine put into it."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "FAIR_")) or name == "FAIR_CHROMIUM"
    }
