"""A producer changes goods that are not public yet, and sends them for review."""

from chalicelib.catalogue.find import own_listing
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import (
    DRAFT,
    EDITABLE,
    REJECTED,
    SUBMITTED,
    Goods,
    check_goods,
)
from chalicelib.catalogue.states import described, moved, screened
from chalicelib.catalogue.words import label_of, screening_of, screening_of_goods
from chalicelib.errors import Refused
from chalicelib.screening import STOP
from chalicelib.stock import label
from chalicelib.store import change, transaction


def edit_listing(
    listing_id: str, producer_id: str, goods: Goods, *, by: str, submit: bool = True
) -> None:
    """Say something else about goods that are not public; they go to review again, unless the machine sends them back,
    or become a draft.

    Raises Invalid, NotFound when the listing is not this producer's, Refused("listing-not-editable").
    """
    check_goods(goods)
    listing, screening = own_listing(listing_id, producer_id), screening_of_goods(goods)
    waits_in = REJECTED if screening.outcome == STOP else SUBMITTED
    refusal = Refused("listing-not-editable")
    with transaction() as tx:
        tx.update(
            listing,
            *described(goods),
            *moved(waits_in if submit else DRAFT, by),
            *screened(screening),
            when=Listing.state.is_in(*EDITABLE),
            otherwise=refusal,
        )
        label(tx, listing.sku_id, label_of(goods), refusal)


def submit_listing(
    listing_id: str, producer_id: str, *, by: str, to_person: bool = False
) -> Listing:
    """Send a draft or a rejected listing for review. Once more is no news. Raises NotFound, Refused, and
    Refused("listing-is-stopped") for what the machine sends back, unless a person is asked to look at it."""
    listing = own_listing(listing_id, producer_id)
    screening = screening_of(listing)
    if screening.outcome == STOP and not to_person and listing.state in (DRAFT, REJECTED):
        raise Refused("listing-is-stopped")
    return change(
        listing,
        *moved(SUBMITTED, by),
        *screened(screening, person_asked=to_person),
        when=Listing.state.is_in(DRAFT, REJECTED) & (Listing.changed_at == listing.changed_at),
        already=lambda listing: listing.state == SUBMITTED,
        otherwise=Refused("listing-not-editable"),
    )
