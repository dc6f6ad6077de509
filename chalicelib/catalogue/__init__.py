"""The catalogue: listings and their SKUs; what is left of them stands in `stock/`."""

from chalicelib.catalogue.edit import edit_listing, submit_listing
from chalicelib.catalogue.find import (
    get_listing,
    get_listings,
    listings_of_producer,
    own_listing,
    price_of_a_jin,
    public_listing,
    public_listings,
    recent_listing,
    waiting_for_county,
    waiting_for_review,
)
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.offer import offer_listing
from chalicelib.catalogue.rules import (
    CATEGORIES,
    EDITABLE,
    GRAMS,
    INNER_UNITS,
    LONGEST_DESCRIPTION,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_HELD,
    MOST_WEIGHT_G,
    PUBLIC,
    UNITS,
    Goods,
    NewListing,
    sku_of,
    state_since,
)
from chalicelib.catalogue.screen import publish, recommend, reject, remove
from chalicelib.catalogue.show_photo import show_photo, turn_photo_of
from chalicelib.catalogue.words import screening_of

__all__ = [
    "CATEGORIES",
    "EDITABLE",
    "GRAMS",
    "INNER_UNITS",
    "LONGEST_DESCRIPTION",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "MOST_HELD",
    "MOST_WEIGHT_G",
    "PUBLIC",
    "UNITS",
    "Goods",
    "Listing",
    "NewListing",
    "edit_listing",
    "get_listing",
    "get_listings",
    "listings_of_producer",
    "offer_listing",
    "own_listing",
    "price_of_a_jin",
    "public_listing",
    "public_listings",
    "publish",
    "recent_listing",
    "recommend",
    "reject",
    "remove",
    "screening_of",
    "show_photo",
    "sku_of",
    "state_since",
    "submit_listing",
    "turn_photo_of",
    "waiting_for_county",
    "waiting_for_review",
]
