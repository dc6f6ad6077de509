"""The catalogue: listings, their SKUs and their stock."""

from chalicelib.catalogue.buyable import Offer, offers
from chalicelib.catalogue.edit import edit_listing, submit_listing
from chalicelib.catalogue.find import (
    get_listing,
    get_listings,
    listings_of_producer,
    own_listing,
    public_listing,
    public_listings,
    waiting_for_county,
    waiting_for_review,
)
from chalicelib.catalogue.models import Listing, Stock
from chalicelib.catalogue.offer import offer_listing
from chalicelib.catalogue.restock import restock
from chalicelib.catalogue.rules import (
    CATEGORIES,
    DRAFT,
    EDITABLE,
    LONGEST_DESCRIPTION,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_IN_STOCK,
    PUBLIC,
    RECOMMENDED,
    REJECTED,
    REMOVED,
    STATES,
    SUBMITTED,
    UNITS,
    Goods,
    sku_of,
    state_since,
)
from chalicelib.catalogue.screen import publish, recommend, reject, remove
from chalicelib.catalogue.show_photo import show_photo

__all__ = [
    "CATEGORIES",
    "DRAFT",
    "EDITABLE",
    "LONGEST_DESCRIPTION",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "MOST_IN_STOCK",
    "PUBLIC",
    "RECOMMENDED",
    "REJECTED",
    "REMOVED",
    "STATES",
    "SUBMITTED",
    "UNITS",
    "Goods",
    "Listing",
    "Offer",
    "Stock",
    "edit_listing",
    "get_listing",
    "get_listings",
    "listings_of_producer",
    "offer_listing",
    "offers",
    "own_listing",
    "public_listing",
    "public_listings",
    "publish",
    "recommend",
    "reject",
    "remove",
    "restock",
    "show_photo",
    "sku_of",
    "state_since",
    "submit_listing",
    "waiting_for_county",
    "waiting_for_review",
]
