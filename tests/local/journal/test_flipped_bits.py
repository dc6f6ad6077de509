"""A flipped bit anywhere in the journal's folder is found and said: by a refusal where it hurts, else by a warning."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from infra.local.journal.keeping import open_journal
from infra.local.journal.mark import JournalDamaged
from infra.local.journal.rows import (
    EVENT,
    FILE,
    ITEM,
    LOG,
    MARK,
    TABLE,
    TOKEN,
    Row,
    Rows,
    list_of,
    text_of,
)
from tests.local.closed import close
from tests.local.goods import GOODS

chance = Random(12)  # noqa: S311 - nothing here is secret
PAGE = 4096
LOG_HEADER, FRAME_HEADER = 32, 24
KINDS_OF_PEARS, CHANGES, DELIVERED = 30, 60, 40


def test_in_the_mark(stopped: Path, killed: Path) -> None:
    for kept in (stopped, killed):
        for at in range((kept / MARK).stat().st_size):
            with pytest.raises(JournalDamaged, match="acknowledged is not what was written"):
                open_flipped(kept, MARK, at)


def test_in_the_header_of_the_file(stopped: Path) -> None:
    for at in range(100):
        assert is_said(stopped, FILE, at), at


def test_in_any_page_of_the_file(stopped: Path) -> None:
    for at in range(100, (stopped / FILE).stat().st_size, 509):
        assert is_said(stopped, FILE, at), at


def test_in_a_row_of_the_file_nothing_is_served(stopped: Path) -> None:
    for row in ("pear-7 has grown", "token-3"):
        place = (stopped / FILE).read_bytes().index(row.encode())

        for at in range(place, place + len(row)):
            with pytest.raises(JournalDamaged):
                open_flipped(stopped, FILE, at)


def test_in_the_file_after_a_kill(killed: Path) -> None:
    for at in range(0, (killed / FILE).stat().st_size, 1009):
        assert is_said(killed, FILE, at), at


def test_in_the_header_of_the_log(killed: Path) -> None:
    for at in range(LOG_HEADER):
        with pytest.raises(JournalDamaged):
            open_flipped(killed, LOG, at)


def test_in_any_frame_of_the_log(killed: Path) -> None:
    frames = range(LOG_HEADER, (killed / LOG).stat().st_size, FRAME_HEADER + PAGE)
    first, last = frames[0], frames[-1]
    headers = (frame + at for frame in (first, last) for at in range(FRAME_HEADER))
    pages = (frame + FRAME_HEADER + chance.randrange(PAGE) for frame in frames)

    for at in (*headers, *pages):
        with pytest.raises(JournalDamaged):
            open_flipped(killed, LOG, at)


def test_where_no_row_is_the_start_says_it_and_goes_on(
    stopped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = flipped(stopped, FILE, (stopped / FILE).read_bytes().index(bytes(99)) + 50)

    journal = open_journal(folder)

    close(journal)
    assert "the disk may be failing" in capsys.readouterr().err
    assert journal.last == CHANGES


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fair that was stopped in order."""
    return kept_folder(tmp_path_factory.mktemp("stopped"), Rows.close)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as a kill leaves it: half is in the file, half is in the log only."""
    folder = tmp_path_factory.mktemp("killed")

    def copy_and_leave(rows: Rows) -> None:
        shutil.copytree(folder, folder / "kept")
        rows.let_go()

    kept_folder(folder, copy_and_leave)
    assert (folder / "kept" / LOG).stat().st_size > LOG_HEADER
    return folder / "kept"


def kept_folder(folder: Path, end: Callable[[Rows], object]) -> Path:
    rows = Rows(folder)
    list(rows.read())  # as a start does
    for offset in range(1, CHANGES + 1):
        rows.write(change(offset), offset, max(0, offset - CHANGES + DELIVERED))
        if offset == CHANGES // 2:
            rows.empty_log()
    end(rows)
    return folder


def change(offset: int) -> list[Row]:
    sku = f"pear-{offset % KINDS_OF_PEARS}"
    item = {"sku": {"S": sku}, "story": {"S": f"{sku} has grown" * (offset % 30)}}
    gone = offset % 9 == 0
    return [
        (TABLE, "fair-goods", text_of(GOODS)),
        (ITEM, sku, None if gone else list_of("fair-goods", item)),
        (EVENT, offset, list_of(1.5, "fair-goods", None, item)),
        (TOKEN, f"token-{offset}", list_of("hash", 1.5)),
    ]


def is_said(kept: Path, name: str, at: int) -> bool:
    """Whether the start refuses, or says that the file is not as it was left and has read all as it was."""
    try:
        found, is_as_left = open_flipped(kept, name, at)
    except JournalDamaged:
        return True
    assert found == rows_of(kept)
    return not is_as_left


def rows_of(kept: Path) -> list[Row]:
    return read(copied(kept))[0]


def open_flipped(kept: Path, name: str, at: int) -> tuple[list[Row], bool]:
    return read(flipped(kept, name, at))


def flipped(kept: Path, name: str, at: int) -> Path:
    """A copy of the folder with one bit flipped in that byte of a file."""
    folder = copied(kept)
    with (folder / name).open("r+b") as file:
        byte = os.pread(file.fileno(), 1, at)[0]
        os.pwrite(file.fileno(), bytes([byte ^ 1 << chance.randrange(8)]), at)
    return folder


def copied(kept: Path) -> Path:
    """A start writes, so each has a folder of its own."""
    folder = kept.parent / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(kept, folder, copy_function=shutil.copyfile)


def read(folder: Path) -> tuple[list[Row], bool]:
    rows = Rows(folder)
    try:
        return list(rows.read()), rows.is_as_left
    finally:
        rows.let_go()
