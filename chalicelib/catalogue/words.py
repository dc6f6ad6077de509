"""What of a listing is screened, and what the machine says of it."""

from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import Goods
from chalicelib.screening import ListingWords, Screening, screen


def screening_of(listing: Listing) -> Screening:
    """What the machine says of a listing as it stands, by the rules of now."""
    return screen(
        ListingWords(listing.title, listing.description, listing.category, int(listing.price_fen))
    )


def screening_of_goods(goods: Goods) -> Screening:
    """What the machine says of goods that somebody is about to offer."""
    return screen(ListingWords(goods.title, goods.description, goods.category, goods.price_fen))
