"""What a listing says: as its goods, to the stock, and to the machine that screens it."""

from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import Goods, shipped_grams
from chalicelib.screening import ListingWords, Screening, screen
from chalicelib.stock import SkuLabel


def screening_of(listing: Listing) -> Screening:
    """What the machine says of a listing as it stands, by the rules of now."""
    return screening_of_goods(goods_of(listing))


def goods_of(listing: Listing) -> Goods:
    """What its producer has said about a listing."""
    return Goods(
        title=listing.title,
        price_fen=int(listing.price_fen),
        category=listing.category,
        subcategory=listing.subcategory or "",
        craft=listing.craft or "",
        season_from=int(listing.season_from or 0),
        season_to=int(listing.season_to or 0),
        unit=listing.unit,
        description=listing.description,
        title_en=listing.title_en or "",
        description_en=listing.description_en or "",
        holds=int(listing.holds or 0),
        holds_unit=listing.holds_unit or "",
        weight_g=int(listing.weight_g or 0),
    )


def reviewed_price_fen(listing: Listing) -> int:
    """The price at which a person has last seen the goods."""
    return int(listing.reviewed_price_fen or listing.price_fen)


def label_of(goods: Goods) -> SkuLabel:
    """What the stock says of goods."""
    return SkuLabel(
        title=goods.title,
        title_en=goods.title_en,
        category=goods.category,
        unit=goods.unit,
        price_fen=goods.price_fen,
        weight_g=shipped_grams(goods),
    )


def screening_of_goods(goods: Goods) -> Screening:
    """What the machine says of goods that somebody is about to offer."""
    return screen(
        ListingWords(
            goods.title,
            goods.description,
            goods.category,
            goods.price_fen,
            title_en=goods.title_en,
            description_en=goods.description_en,
        )
    )
