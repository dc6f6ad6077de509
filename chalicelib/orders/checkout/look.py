"""Look into a basket: what lies in it beside the terms of now, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.errors import FairError
from chalicelib.orders.checkout.baskets import basket_of, wanted_of
from chalicelib.orders.parts import Address
from chalicelib.orders.rules import WantedLine, trouble_of
from chalicelib.producers import ShippingLoad, shipping_to
from chalicelib.stock import Offer, recent_terms


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of a basket beside the terms of now; `trouble` says why it cannot be bought as it stands."""

    choice: WantedLine
    offer: Offer | None
    trouble: FairError | None

    @property
    def value_fen(self) -> int:
        return self.choice.quantity * self.choice.price_fen

    @property
    def load(self) -> ShippingLoad:
        assert self.offer is not None
        weight_g = self.offer.weight_g * self.choice.quantity
        return ShippingLoad(self.offer.seller_id, self.value_fen, weight_g)


@dataclass(frozen=True, slots=True)
class SeenBasket:
    """A basket as a page shows it; the sums are of the lines without trouble."""

    version: int
    lines: list[SeenLine]
    goods_fen: int
    shipping_fen: dict[str, int]
    address: Address | None
    payment_method: str
    province: str = ""
    asks_province: bool = False

    @property
    def total_fen(self) -> int:
        return self.goods_fen + sum(self.shipping_fen.values())

    @property
    def is_in_order(self) -> bool:
        return bool(self.lines) and not any(line.trouble for line in self.lines)

    @property
    def sellers(self) -> list[tuple[str, str]]:
        """The seller of each line, and the seller's county."""
        offers = [line.offer for line in self.lines]
        return [(offer.seller_id, offer.seller_county_id) for offer in offers if offer]


def look_into_basket(
    buyer_id: str, region: str = "", also: Sequence[str] = (), *, instead: WantedLine | None = None
) -> SeenBasket:
    """The basket beside the offers of now, or what is bought `instead` of it at once. One read, and half a unit for
    each SKU and seller.

    Shipping is to `region` if it is given, else to the address that is remembered.
    """
    basket = basket_of(buyer_id)
    choices = [instead] if instead else [wanted_of(line) for line in basket.lines]
    offers = recent_terms(buyer_id, [line.sku_id for line in choices], also)
    lines = [_seen(line, offers.get(line.sku_id)) for line in choices]
    fine = [line for line in lines if line.offer and not line.trouble]
    usual = basket.address.region if basket.address else ""
    shipping = shipping_to(region or usual, [line.load for line in fine])
    return SeenBasket(
        version=int(basket.version),
        lines=lines,
        goods_fen=sum(line.value_fen for line in fine),
        shipping_fen=shipping.fees_fen,
        address=basket.address,
        payment_method=basket.payment_method or "",
        province=shipping.province,
        asks_province=shipping.asks_province,
    )


def _seen(line: WantedLine, offer: Offer | None) -> SeenLine:
    return SeenLine(line, offer, trouble_of(line, offer))
