"""Media: photos and the parts of live video."""

from chalicelib.media.fmp4.boxes import Track
from chalicelib.media.fmp4.split import FilmBeginning, FilmSplitter, Fragment, joined
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
    "FilmBeginning",
    "FilmSplitter",
    "Fragment",
    "Photo",
    "Track",
    "Upload",
    "address_of",
    "attach_photo",
    "begin_photo",
    "forget_upload",
    "get_photo",
    "joined",
    "receive_photo",
    "turn_photo",
    "turned_photo",
]
