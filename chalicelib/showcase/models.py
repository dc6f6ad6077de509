"""What is kept of a showcase."""

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.showcase.rules import COVER, GALLERY, PORTRAIT, Picture
from chalicelib.store import ListOf, Part, Record, table


class KeptPicture(Part):
    """A picture of a showcase."""

    photo_ref = UnicodeAttribute()
    place = UnicodeAttribute()
    focus = UnicodeAttribute()
    caption = UnicodeAttribute(null=True)
    caption_en = UnicodeAttribute(null=True)


class Showcase(Record):
    """The pictures of one page. `owner_id` is a producer's id or `county:` and the county's, as with their photos;
    `version` counts the changes."""

    Meta = table("showcases")

    owner_id = UnicodeAttribute(hash_key=True)
    wall: ListAttribute[KeptPicture] = ListOf(of=KeptPicture, default=list)
    version = NumberAttribute(default=0)
    changed_at = UTCDateTimeAttribute(null=True)
    changed_by = UnicodeAttribute(null=True)

    @property
    def pictures(self) -> list[Picture]:
        """All of them; those of the gallery in their order."""
        return [
            Picture(
                str(picture.photo_ref),
                str(picture.place),
                str(picture.focus),
                str(picture.caption or ""),
                str(picture.caption_en or ""),
            )
            for picture in self.wall
        ]

    @property
    def cover(self) -> Picture | None:
        return self._first(COVER)

    @property
    def portrait(self) -> Picture | None:
        return self._first(PORTRAIT)

    @property
    def gallery(self) -> list[Picture]:
        return [picture for picture in self.pictures if picture.place == GALLERY]

    def _first(self, place: str) -> Picture | None:
        return next((picture for picture in self.pictures if picture.place == place), None)
