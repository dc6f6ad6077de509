"""Short films as a browser's recorder made them (Chromium's test picture with sound), and what can be done to them."""

import struct
from pathlib import Path

FILM = (Path(__file__).parent / "market.mp4").read_bytes()
UNSTEADY = (Path(__file__).parent / "unsteady.mp4").read_bytes()  # its steps are not all alike


def boxes(film: bytes = FILM) -> list[tuple[str, bytes]]:
    """The outermost boxes of a film, whole."""
    found, at = [], 0
    while at < len(film):
        size, name = struct.unpack_from(">I4s", film, at)
        found.append((name.decode(), film[at : at + size]))
        at += size
    return found


def chunks(film: bytes = FILM) -> list[bytes]:
    """The film as the host's page sends it: its beginning, then one fragment at a time."""
    parts = [box for _, box in boxes(film)]
    return [first + second for first, second in zip(parts[::2], parts[1::2], strict=True)]


def without_lengths(film: bytes) -> list[bytes]:
    """What stays the same whatever the last samples are said to last: the beginnings, pictures and sounds."""
    return [box for name, box in boxes(film) if name != "moof"]
