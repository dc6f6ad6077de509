"""What is written whenever a listing goes from one state to another."""

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import state_since


def moved(state: str, by: str, reason: str = "") -> list[Action]:
    """The fields of a listing that has just come into a state (again)."""
    now = clock.now()
    return [
        Listing.state.set(state),
        Listing.state_since.set(state_since(state, now)),
        Listing.reason.set(reason),
        Listing.changed_at.set(now),
        Listing.changed_by.set(by),
    ]
