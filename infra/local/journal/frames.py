"""Frames of a file that is only appended to: length, checksum, one JSON value; a torn end is seen as such."""

import json
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
