"""Stock goes up and down by what was added or taken out, never to a number somebody saw some time ago."""

from chalicelib.catalogue.models import Stock
from chalicelib.catalogue.rules import MOST_IN_STOCK
from chalicelib.errors import Refused
from chalicelib.store import change


def restock(sku_id: str, delta: int, *, producer_id: str, form_key: str) -> Stock:
    """Add `delta` units (take out, when negative) of a producer's own stock; what is left stays within 0 and
    MOST_IN_STOCK. The same form twice counts once. Raises Refused("stock-too-low" | "stock-too-high")."""
    assert 0 < abs(delta) <= MOST_IN_STOCK
    bound = Stock.left >= -delta if delta < 0 else Stock.left <= MOST_IN_STOCK - delta
    return change(
        Stock(sku_id),
        Stock.left.add(delta),
        Stock.restocked_with.set(form_key),
        when=bound & (Stock.producer_id == producer_id) & (Stock.restocked_with != form_key),
        already=lambda one: one.producer_id == producer_id and one.restocked_with == form_key,
        otherwise=Refused(
            "stock-too-low" if delta < 0 else "stock-too-high", units=-delta, most=MOST_IN_STOCK
        ),
    )
