"""What is written whenever a listing goes from one state to another, or is screened."""

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import state_since
from chalicelib.screening import Screening


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


def screened(screening: Screening, *, person_asked: bool = False) -> list[Action]:
    """The fields that say how the words of a listing were screened, and whether its producer asked a person."""
    return [
        Listing.fingerprint.set(screening.fingerprint),
        Listing.screened_as.set(screening.outcome),
        Listing.screened_by.set(screening.version),
        Listing.person_asked.set(True) if person_asked else Listing.person_asked.remove(),
    ]
