"""Media: photos, from what was uploaded to the sizes that pages show."""

from chalicelib.media.models import Photo
from chalicelib.media.photos import Upload, address_of, attach_photo, begin_photo, get_photo
from chalicelib.media.receive_photo import forget_upload, receive_photo
from chalicelib.media.rules import (
    AWAITING,
    INCOMING,
    QUARTERS,
    READY,
    REFUSED,
    WIDTHS,
    turned_photo,
)
from chalicelib.media.turn_photo import turn_photo

__all__ = [
    "AWAITING",
    "INCOMING",
    "QUARTERS",
    "READY",
    "REFUSED",
    "WIDTHS",
    "Photo",
    "Upload",
    "address_of",
    "attach_photo",
    "begin_photo",
    "forget_upload",
    "get_photo",
    "receive_photo",
    "turn_photo",
    "turned_photo",
]
