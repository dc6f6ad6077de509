"""What hangs in a showcase, or in several; one that nobody has filled yet is empty."""

from collections.abc import Iterable

from chalicelib.showcase.models import Showcase
from chalicelib.store import recent


def showcase_of(owner_id: str) -> Showcase:
    """At most two seconds old, for whoever only looks: nobody may change it."""
    return showcases_of([owner_id])[owner_id]


def showcases_of(owner_ids: Iterable[str]) -> dict[str, Showcase]:
    """Up to 100 of them in one read, by owner, as old as in `showcase_of`."""
    ids = list(owner_ids)
    cases = recent(Showcase, ids)
    return {owner_id: cases.get(owner_id) or Showcase(owner_id) for owner_id in ids}


def office_owner(county_id: str) -> str:
    """Under which owner a county office keeps photos and a showcase."""
    return f"county:{county_id}"
