"""What is written whenever a listing goes from one state to another, changes, or is screened."""

from collections.abc import Collection
from contextlib import suppress

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import MOVED_ON, PUBLIC, Goods, state_since
from chalicelib.errors import Refused
from chalicelib.screening import Screening
from chalicelib.stock import end_drop, put_back_on_sale, take_off_sale
from chalicelib.store import transaction


def moved(state: str, by: str, reason: str = "", *, since: str | None = None) -> list[Action]:
    """The fields of a listing that has just come into a state (again), or is in it `since` an earlier time."""
    return [
        Listing.state.set(state),
        Listing.state_since.set(since or state_since(state, clock.now())),
        Listing.reason.set(reason),
        *touched(by),
    ]


def described(goods: Goods) -> list[Action]:
    """The fields of a listing that its producer fills in."""
    return [getattr(Listing, name).set(value) for name, value in goods._asdict().items()]


def touched(by: str) -> list[Action]:
    """The fields of a listing that somebody has just changed."""
    return [Listing.changed_at.set(clock.now()), Listing.changed_by.set(by)]


def screened(screening: Screening, *, person_asked: bool = False) -> list[Action]:
    """The fields that say how the words of a listing were screened, and whether its producer asked a person."""
    return [
        Listing.fingerprint.set(screening.fingerprint),
        Listing.screened_as.set(screening.outcome),
        Listing.screened_by.set(screening.version),
        Listing.person_asked.set(True) if person_asked else Listing.person_asked.remove(),
    ]


def hidden(
    listing: Listing, states: Collection[str], state: str, by: str, reason: str = ""
) -> Listing:
    """Take goods that are in one of these states off sale and off show, in one transaction; when they were shown is
    kept. Raises Refused when they have moved on."""
    refusal = Refused(MOVED_ON)
    if listing.state not in states:
        raise refusal
    since = listing.state_since if listing.state == PUBLIC else listing.shown_since
    with transaction() as tx:
        tx.update(
            Listing(listing.listing_id),
            *moved(state, by, reason),
            Listing.shown_since.set(since),
            when=Listing.state_since == listing.state_since,
            otherwise=refusal,
        )
        is_drop = take_off_sale(tx, listing.sku_id, screening=state, otherwise=refusal)
    if is_drop:
        with suppress(Refused):  # pieces that buyers may still pay for stay theirs
            end_drop(listing.sku_id)
    return Listing.find(listing.listing_id)


def shown_again(listing: Listing, state: str, by: str) -> Listing:
    """Put hidden goods on show and on sale again, where they stood. Raises Refused when they are not in this state."""
    refusal = Refused(MOVED_ON)
    with transaction() as tx:
        tx.update(
            Listing(listing.listing_id),
            *moved(PUBLIC, by, since=listing.shown_since),
            when=(Listing.state == state) & (Listing.photo_ref == listing.photo_ref),
            otherwise=refusal,
        )
        put_back_on_sale(
            tx, listing.sku_id, photo_ref=listing.photo_ref, screening=PUBLIC, otherwise=refusal
        )
    return Listing.find(listing.listing_id)
