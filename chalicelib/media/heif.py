"""Whether a HEIC or AVIF file is whole: decoders paint what is missing in one colour and say nothing."""

import re

HEADER_BYTES = 8
LEAST_SHOWN = (
    4  # a crop may leave this part of the declared pixels; less means that something is missing
)
_SIZE = re.compile(rb"ispe\x00{4}(.{4})(.{4})", re.DOTALL)


def is_whole(body: bytes, decoded: tuple[int, int]) -> bool:
    """Whether every box ends inside the file, and the decoded picture is about as large as the file declares."""
    return _all_boxes_end(body) and LEAST_SHOWN * decoded[0] * decoded[1] >= _declared_pixels(body)


def _all_boxes_end(body: bytes) -> bool:
    at = 0
    while at + HEADER_BYTES <= len(body):
        size = _number(body[at : at + 4])
        if size == 1:  # the real size follows the name
            size = int.from_bytes(body[at + 8 : at + 16], "big")
        if size == 0:  # to the end of the file
            return True
        if size < HEADER_BYTES:
            return False
        at += size
    return at == len(body)


def _declared_pixels(body: bytes) -> int:
    return max(
        (_number(width) * _number(height) for width, height in _SIZE.findall(body)), default=0
    )


def _number(four_bytes: bytes) -> int:
    return int.from_bytes(four_bytes, "big")
