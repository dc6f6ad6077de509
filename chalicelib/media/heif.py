"""Whether a HEIC or AVIF file is whole: decoders paint what is missing in one colour and say nothing."""

import re

HEADER_BYTES = 8
LEAST_SHOWN = (
    4  # a crop may leave this part of the declared pixels; less means that something is missing
)
NEEDED = {b"ftyp", b"meta", b"mdat"}
_SIZE = rb"(?s)ispe\x00{4}(.{4})(.{4})"


def is_whole(body: bytes, decoded: tuple[int, int]) -> bool:
    """Whether every box of the picture ends inside the file, and the decoded picture is about as large as the file
    declares. What a maker writes behind the picture is not looked at."""
    return _all_boxes_end(body) and LEAST_SHOWN * decoded[0] * decoded[1] >= _declared_pixels(body)


def _all_boxes_end(body: bytes) -> bool:
    at = 0
    names: set[bytes] = set()
    while at < len(body):
        size, name = _number(body[at : at + 4]), body[at + 4 : at + 8]
        if size == 1:  # the real size follows the name
            size = int.from_bytes(body[at + 8 : at + 16], "big")
        elif size == 0:  # to the end of the file
            size = len(body) - at
        if not HEADER_BYTES <= size <= len(body) - at:
            return names >= NEEDED and name not in NEEDED
        names.add(name)
        at += size
    return True


def _declared_pixels(body: bytes) -> int:
    return max(
        (_number(width) * _number(height) for width, height in re.findall(_SIZE, body)), default=0
    )


def _number(four_bytes: bytes) -> int:
    return int.from_bytes(four_bytes, "big")
