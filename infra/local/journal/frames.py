"""Frames of a file that is only appended to: length, checksum, one JSON value; a torn end is seen as such."""

import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HEADER = struct.Struct("<II")  # bytes of the text, its CRC-32


def framed(value: Any) -> bytes:
    """A value as one frame."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return HEADER.pack(len(text), zlib.crc32(text)) + text


def read_frames(path: Path) -> Iterator[tuple[Any, int]]:
    """Each value with the place in the file where its frame ends, up to the first frame that is torn."""
    with path.open("rb") as file:
        while len(head := file.read(HEADER.size)) == HEADER.size:
            length, checksum = HEADER.unpack(head)
            text = file.read(length)
            if not text or len(text) < length or zlib.crc32(text) != checksum:
                return
            yield json.loads(text), file.tell()


def sync_folder(folder: Path) -> None:
    """Make names that were created, changed or deleted in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file so that it is either the old one or the new one, whatever happens."""
    half = path.with_name(path.name + ".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    sync_folder(path.parent)
