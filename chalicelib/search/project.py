"""The projection: what the stream of listings says goes to the log of search."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.catalogue import PUBLIC
from chalicelib.search.build import makers_of
from chalicelib.search.goods import goods_in
from chalicelib.search.log import note

Image = Mapping[str, Mapping[str, Any]]


def note_changes(changes: Iterable[tuple[Image | None, Image | None]]) -> None:
    """Listings before and after a change. What is on show is noted as it is now, and what no longer is as gone; drafts
    cost nothing. Once more does no harm."""
    images = [
        after for before, after in changes if after and PUBLIC in {_state(before), _state(after)}
    ]
    makers = makers_of({image["producer_id"]["S"] for image in images if _state(image) == PUBLIC})
    note(goods_in(image, makers) for image in images)


def _state(image: Image | None) -> str:
    return str(image["state"]["S"]) if image else ""
