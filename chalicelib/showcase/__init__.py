"""Showcases: the cover, portrait and gallery that a maker or a county office shows on its page."""

from chalicelib.showcase.arrange import add_picture, change_picture, remove_picture
from chalicelib.showcase.find import office_owner, showcase_of, showcases_of
from chalicelib.showcase.rules import (
    FOCUSES,
    GALLERY,
    LONGEST_CAPTION,
    LONGEST_CAPTION_EN,
    MIDDLE,
    MOST_IN_GALLERY,
    PLACES,
    Picture,
)

__all__ = [
    "FOCUSES",
    "GALLERY",
    "LONGEST_CAPTION",
    "LONGEST_CAPTION_EN",
    "MIDDLE",
    "MOST_IN_GALLERY",
    "PLACES",
    "Picture",
    "add_picture",
    "change_picture",
    "office_owner",
    "remove_picture",
    "showcase_of",
    "showcases_of",
]
