"""`python -m infra.local`: starts, tells where it is, keeps others out, and ends whole."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.engine.process import PROJECT

ROLES = {"official", "producer", "host", "buyer", "manager", "governance", "administrator"}
SECONDS_TO_START = 90

Process = subprocess.Popen[str]


def start(data: Path, port: int = 0) -> Process:
    command = ["-m", "infra.local", "--no-demo", "--data", str(data), "--port", str(port)]
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=PROJECT,
    )


def address(process: Process) -> str:
    """Where the fair runs, once it says so."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"runs on (http://\S+)", line):
            return found[1]
    raise AssertionError("".join(said))


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in found.read_text().split()]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fair")


@pytest.fixture(scope="module")
def running(data: Path) -> Iterator[tuple[Process, str]]:
    process = start(data)
    yield process, address(process)
    process.kill()
    process.communicate()


def test_it_serves_pages_and_writes_a_link_for_each_role(
    running: tuple[Process, str], data: Path
) -> None:
    _, base = running

    with urllib.request.urlopen(f"{base}/healthz") as answer:  # noqa: S310 - our own loopback
        health = answer.status
    links = json.loads((data / "sign-in.json").read_text())

    assert health == 200
    assert links.keys() == ROLES
    assert all(link.startswith(base) for link in links.values())
    for name in ("sign-in.json", "secrets.json", "environment.json"):
        assert (data / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("running")
def test_its_engine_answers_those_alone_who_know_its_word(data: Path) -> None:
    endpoint = json.loads((data / "environment.json").read_text())["AWS_ENDPOINT_URL"]
    bare, _, word = endpoint.rpartition("/")

    def scan(at: str) -> int:
        headers = {
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0",
        }
        request = urllib.request.Request(f"{at}/", b"{}", headers)  # noqa: S310 - our own loopback
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return int(refusal.code)

    assert scan(endpoint) == 200
    for wrong in (bare, f"{bare}/{word[:-1]}", f"{bare}/{word}x", f"{bare}//{word}"):
        assert scan(wrong) == 403


def test_a_command_beside_it_writes_its_figures_anew(
    running: tuple[Process, str], data: Path
) -> None:
    period = ["--from", "2020-04-01", "--to", "2020-04-30"]
    command = [sys.executable, "-m", "infra.rebuild", "impact", *period, "--data", str(data)]

    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 - our own command

    assert "written anew" in done.stdout, done.stderr


def test_a_second_fair_on_the_same_data_is_refused(
    running: tuple[Process, str], data: Path
) -> None:
    second = start(data)

    said, _ = second.communicate(timeout=SECONDS_TO_START)

    assert second.returncode == 1
    assert "another fair runs on" in said
    assert running[0].poll() is None


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = start(tmp_path, other.getsockname()[1])
        said, _ = process.communicate(timeout=SECONDS_TO_START)

    assert process.returncode == 1
    assert "is in use" in said
    assert "Traceback" not in said


def test_the_engine_dies_with_a_fair_that_is_killed(running: tuple[Process, str]) -> None:
    process, _ = running
    (engine,) = children(process.pid)

    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while is_running(engine) and time.monotonic() < until:
        time.sleep(0.05)

    assert not is_running(engine)


def test_ctrl_c_stops_everything_and_the_next_start_has_the_same_secrets(data: Path) -> None:
    secrets = (data / "secrets.json").read_text()
    process = start(data)
    address(process)
    (engine,) = children(process.pid)

    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "Traceback" not in said
    assert not is_running(engine)
    assert (data / "secrets.json").read_text() == secrets
