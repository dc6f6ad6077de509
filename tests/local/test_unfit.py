"""A folder or a word that a fair cannot start with is named in a sentence, and nothing is written over."""

import os
import resource
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from infra.local.engine.process import PROJECT
from infra.local.home import FolderUnfit, Home
from infra.local.journal.keeping import open_journal
from tests.local.closed import close
from tests.local.running import Fair

MANY = 990
DESCRIPTORS = 2_500  # both ends of each connection are of this process


def said(data: Path, **environment: str) -> str:
    """What a start says that comes to nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.local", "--no-demo"],
        cwd=PROJECT,
        env={**os.environ, "DATA": str(data), "PORT": "0", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with secrets, a journal and a checkpoint."""
    Home(tmp_path).secrets()
    close(open_journal(tmp_path / "journal"))
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints/hear.json").write_text('{"offset": 3}')
    return tmp_path


def test_data_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "fair").write_text("mine")

    assert f"{tmp_path}/fair is a file, and no folder to keep data in" in said(tmp_path / "fair")
    assert "cannot be written: Not a directory" in said(tmp_path / "fair/below")
    assert (tmp_path / "fair").read_text() == "mine"


def test_data_that_cannot_be_written_is_said() -> None:
    assert "/proc/fair cannot be written" in said(Path("/proc/fair"))


@pytest.mark.parametrize("port", ["abc", "-1", "70000", "٣"])
def test_a_port_that_is_none_is_said(tmp_path: Path, port: str) -> None:
    assert f"a port is a number up to 65535, not {port!r}" in said(tmp_path, PORT=port)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("FAIR_BANK", "工商银行", "FAIR_BANK must be bank|holder|number"),
        ("FAIR_LOG_LEVEL", "loud", "FAIR_LOG_LEVEL must be one of debug, info, warning, error"),
        ("FAIR_FEE_BP", "2%", "FAIR_FEE_BP must be a whole number, not '2%'"),
        ("FAIR_SECRET_STRIPE_KEY", "sk_test_1", "FAIR_SECRET_STRIPE_WEBHOOK is missing"),
    ],
)
def test_a_setting_that_cannot_be_is_said(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    assert sentence in said(tmp_path, **{name: value})


@pytest.mark.parametrize(
    "torn", ["", "{", "[]", "{}", '{"session": "x"}', '{"session": 1, "phones": ""}']
)
def test_torn_secrets_are_said_and_stay_as_they_are(kept: Path, torn: str) -> None:
    (kept / "secrets.json").write_text(torn)

    with pytest.raises(FolderUnfit, match=r"secrets\.json is not what was written: put it back"):
        Home(kept).secrets()
    assert (kept / "secrets.json").read_text() == torn


def test_secrets_that_are_missing_beside_a_journal_are_not_made_anew(kept: Path) -> None:
    (kept / "secrets.json").unlink()

    assert "secrets.json is missing beside a journal: put it back from a copy" in said(kept)
    assert not (kept / "secrets.json").exists()


def test_a_folder_from_before_gets_the_secrets_that_came_later(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"session": "s", "phones": "p"}')

    secrets = Home(tmp_path).secrets()

    assert (secrets["session"], secrets["phones"]) == ("s", "p")
    assert len(secrets["storage"]) > 40
    assert Home(tmp_path).secrets() == secrets


def test_an_empty_checkpoint_is_said_and_stays_as_it_is(kept: Path) -> None:
    (kept / "checkpoints/hear.json").write_text("")

    assert "hear.json is not what was written: put it back from a copy, or delete it" in said(kept)
    assert (kept / "checkpoints/hear.json").read_text() == ""


def test_the_journal_is_for_its_owner_alone_also_one_from_before(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    close(open_journal(folder))
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o644)

    journal = open_journal(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "journal.sqlite3").stat().st_mode) == 0o600
    close(journal)


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < DESCRIPTORS:
        pytest.skip(f"this machine opens at most {hard} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, DESCRIPTORS), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_descriptors")
def test_a_thousand_idle_connections_stop_no_page(fair: Fair) -> None:
    with ExitStack() as idle:
        for _ in range(MANY):
            idle.enter_context(socket.create_connection(("127.0.0.1", fair.port), timeout=20))

        answer, body = fair.send("GET", "/goods")

    assert (answer.status, body) == (200, b"hello")
    assert fair.send("GET", "/goods")[1] == b"hello"
