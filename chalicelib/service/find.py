"""Find remarks: what everybody reads about goods, and what waits on whose desk."""

from chalicelib.service.models import Remark, Tally
from chalicelib.service.rules import REVIEWER, desk_of_seller, shown_as
from chalicelib.store import Page, page_of, recent

MOST_COUNTED = 99
LIMIT = 10


def find_remark(listing_id: str, remark_key: str) -> Remark:
    """A remark whoever asks, for those who decide. Raises NotFound."""
    return Remark.find(listing_id, remark_key)


def recent_tally(listing_id: str) -> Tally:
    """How many reviews and questions everybody may read, two seconds ago or later."""
    return recent(Tally, [listing_id]).get(listing_id) or Tally(listing_id)


def remarks_on_show(
    kind: str, listing_id: str, cursor: str = "", limit: int = LIMIT
) -> Page[Remark]:
    """The reviews, or questions, of goods that everybody may read, newest first."""
    return page_of(
        lambda **page: Remark.on_show.query(
            shown_as(kind, listing_id), scan_index_forward=False, **page
        ),
        cursor=cursor,
        limit=limit,
    )


def waiting_for_reviewer(cursor: str = "", limit: int = LIMIT) -> Page[Remark]:
    """What nobody has read yet, the longest wait first."""
    return _on(REVIEWER, cursor, limit)


def waiting_for_seller(
    kind: str, seller_id: str, cursor: str = "", limit: int = LIMIT
) -> Page[Remark]:
    """A seller's reviews, or questions, that have no reply, the longest wait first."""
    return _on(desk_of_seller(kind, seller_id), cursor, limit)


def count_for_reviewer() -> int:
    """How many wait for a reviewer, counted up to 99."""
    return len(waiting_for_reviewer(limit=MOST_COUNTED).items)


def count_for_seller(kind: str, seller_id: str) -> int:
    """How many reviews, or questions, of a seller have no reply, counted up to 99."""
    return len(waiting_for_seller(kind, seller_id, limit=MOST_COUNTED).items)


def _on(desk: str, cursor: str, limit: int) -> Page[Remark]:
    return page_of(lambda **page: Remark.by_desk.query(desk, **page), cursor=cursor, limit=limit)
