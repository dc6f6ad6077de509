"""What of a listing is screened, and what the machine says of it."""

from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import Goods
from chalicelib.screening import ListingWords, Screening, screen


def screening_of(listing: Listing) -> Screening:
    """What the machine says of a listing as it stands, by the rules of now."""
    return _screening_of(listing)


def screening_of_goods(goods: Goods) -> Screening:
    """What the machine says of goods that somebody is about to offer."""
    return _screening_of(goods)


def _screening_of(goods: Goods | Listing) -> Screening:
    return screen(
        ListingWords(
            goods.title,
            goods.description,
            goods.category,
            int(goods.price_fen),
            title_en=goods.title_en or "",
            description_en=goods.description_en or "",
        )
    )
