"""Where the money of a price goes: the fee and the commission as they are asked, never an estimate."""

from typing import NamedTuple

from chalicelib.money import share_of, split_fen
from chalicelib.settings import settings


class PriceReceipt(NamedTuple):
    """What of a price is whose, in fen: the maker's, what keeps the fair running, the hosts' of a live."""

    price_fen: int
    maker_fen: int
    fee_fen: int
    commission_fen: int

    @property
    def widths(self) -> list[int]:
        """How wide each of the three is drawn, of a thousand."""
        return split_fen(1000, [self.maker_fen, self.fee_fen, self.commission_fen])


def receipt_of(price_fen: int, *, with_commission: bool) -> PriceReceipt:
    """As an order freezes it (`orders/checkout/draw_up.py`) for one unit at this price."""
    fair = settings()
    fee_fen = share_of(price_fen, fair.fee_bp)
    commission_fen = share_of(price_fen, fair.commission_bp) if with_commission else 0
    return PriceReceipt(price_fen, price_fen - fee_fen - commission_fen, fee_fen, commission_fen)
