"""The platform's reviewer decides on what the counties recommended, and takes down what should not be on show."""

from chalicelib import catalogue
from chalicelib.catalogue import Listing, Revision
from chalicelib.store import Page


def review_queue(cursor: str = "") -> Page[Listing]:
    """What waits for a decision, longest wait first."""
    return catalogue.waiting_for_review(cursor)


def approve(listing_id: str, by: str, *, state_since: str = "", despite: bool = False) -> Listing:
    """Put recommended goods on show and on sale. `state_since` is what it was when the reviewer looked: goods that
    were changed since are not approved unseen. `despite` what stops the machine, as a person has decided. Once more is
    no news. Raises Invalid, NotFound, Refused."""
    return catalogue.publish(listing_id, by, state_since=state_since, despite=despite)


def reject(listing_id: str, reason: str, by: str, *, state_since: str = "") -> Listing:
    """Send goods back to their producer with a reason (an interception). Raises Invalid, NotFound, Refused."""
    return catalogue.reject(listing_id, reason, by, state_since=state_since)


def remove_listing(listing_id: str, reason: str, by: str) -> Listing:
    """Take public goods down; their sale ends in the same transaction. Raises Invalid, NotFound, Refused."""
    return catalogue.remove(listing_id, reason, by)


def undo_removal(listing_id: str, by: str) -> Listing:
    """Show goods again that were taken down wrongly. Once more is no news. Raises NotFound, Refused."""
    return catalogue.undo_removal(listing_id, by)


def revision_queue(cursor: str = "") -> Page[Revision]:
    """Changes of goods on show that wait for a decision, longest wait first."""
    return catalogue.waiting_revisions(cursor)


def accept_revision(listing_id: str, by: str, *, sent_at: str, despite: bool = False) -> Listing:
    """Show goods as they were revised; `sent_at` is when the change that was seen was sent. `despite` what stops the
    machine, as a person has decided. Raises Invalid, NotFound, Refused."""
    return catalogue.accept_revision(listing_id, by, sent_at=sent_at, despite=despite)


def reject_revision(listing_id: str, reason: str, by: str, *, sent_at: str) -> Revision:
    """Send a change back; the public copy stays. Raises Invalid, NotFound, Refused."""
    return catalogue.reject_revision(listing_id, reason, by, sent_at=sent_at)
