"""What a showcase may hold, and what becomes of it when a picture comes, moves or goes."""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.errors import NotFound, Problems, Refused
from chalicelib.screening import STOP, findings_in

COVER, PORTRAIT, GALLERY = PLACES = ("cover", "portrait", "gallery")
MIDDLE = "middle"
FOCUSES = (
    *("top-left", "top", "top-right"),
    *("left", MIDDLE, "right"),
    *("bottom-left", "bottom", "bottom-right"),
)
MOST_IN_GALLERY = 9
LONGEST_CAPTION, LONGEST_CAPTION_EN = 40, 80


class Picture(NamedTuple):
    """A photo in its place. `focus` is the part that stays in view wherever the photo is cut: one of nine, row by row.
    The caption says what it shows, also to those who do not see it; what is said in English too stands in
    `caption_en`."""

    photo_ref: str
    place: str
    focus: str = MIDDLE
    caption: str = ""
    caption_en: str = ""


def check_picture(picture: Picture) -> None:
    """Raises Invalid for each field that is wrong."""
    problems = Problems()
    for field, options in (("place", PLACES), ("focus", FOCUSES)):
        if getattr(picture, field) not in options:
            problems.note(field, "choose-one")
    for field, most in (("caption", LONGEST_CAPTION), ("caption_en", LONGEST_CAPTION_EN)):
        text = getattr(picture, field)
        if len(text) > most:
            problems.note(field, "text-too-long", most=most)
        for finding in findings_in(text[:most], field):
            if finding.effect == STOP:
                problems.note(field, "words-are-stopped", words=finding.words)
    problems.refuse()


def added(pictures: Sequence[Picture], picture: Picture) -> list[Picture]:
    """With a picture more: a cover or portrait takes the place of the one before, the gallery grows at its end. One
    that hangs there already stays as it is. Raises Refused("gallery-is-full")."""
    if any(hung.photo_ref == picture.photo_ref for hung in pictures):
        return list(pictures)
    if picture.place == GALLERY:
        if sum(hung.place == GALLERY for hung in pictures) >= MOST_IN_GALLERY:
            raise Refused("gallery-is-full", most=MOST_IN_GALLERY)
        return [*pictures, picture]
    return [*(hung for hung in pictures if hung.place != picture.place), picture]


def changed(pictures: Sequence[Picture], picture: Picture, at: int) -> list[Picture]:
    """With other words and another focus for a picture, which keeps its place; in the gallery it comes to the position
    `at`, counted from 0. Raises NotFound."""
    before = next((hung for hung in pictures if hung.photo_ref == picture.photo_ref), None)
    if before is None:
        raise NotFound("not-found")
    fresh = picture._replace(place=before.place)
    if fresh.place != GALLERY:
        return [fresh if hung is before else hung for hung in pictures]
    others = [hung for hung in pictures if hung.place == GALLERY and hung is not before]
    alone = [hung for hung in pictures if hung.place != GALLERY]
    return [*alone, *others[:at], fresh, *others[at:]]


def without(pictures: Sequence[Picture], photo_ref: str) -> list[Picture]:
    return [hung for hung in pictures if hung.photo_ref != photo_ref]
