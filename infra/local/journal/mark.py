"""A small file beside the journal's: how far it was acknowledged, and the sum of the journal's file."""

import os
import zlib
from pathlib import Path

from infra.local.files import write_whole

NO_SUM = "-" * 8
BYTES_OF_OFFSET = 20


class JournalDamaged(Exception):
    """Something that was once acknowledged is missing or unreadable: only a backup helps."""


class Mark:
    """It is overwritten in place, within one sector, so that it is never torn."""

    def __init__(self, path: Path) -> None:
        """Raises JournalDamaged."""
        if not path.exists():
            write_whole(path, _text(0, NO_SUM))
        content = path.read_bytes()
        offset, sum_ = content[:BYTES_OF_OFFSET], content[BYTES_OF_OFFSET + 1 :][: len(NO_SUM)]
        if not offset.isdigit() or content != _text(int(offset), sum_.decode("ascii", "replace")):
            raise JournalDamaged(f"{path} is not what was written")
        self.last, self.sum = int(offset), sum_.decode()
        self._file = os.open(path, os.O_RDWR)

    def reach(self, last: int) -> None:
        """Up to this offset all is on disk. A kill does not undo what this writes, so it need not be synced."""
        self.last = last
        os.pwrite(self._file, _text(self.last, self.sum), 0)

    def keep_sum(self, sum_: str) -> None:
        """Keep the sum of the file, synced; `NO_SUM` while the file changes."""
        self.sum = sum_
        self.reach(self.last)
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def _text(offset: int, sum_: str) -> bytes:
    text = f"{offset:0{BYTES_OF_OFFSET}d} {sum_}"
    return f"{text} {zlib.crc32(text.encode()):08x}\n".encode()
