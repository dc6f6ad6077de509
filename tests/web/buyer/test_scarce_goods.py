"""Goods that are scarce, as buyers meet them: so many for each buyer, and a rush."""

from chalicelib.stock import Stock
from tests.client import Client
from tests.goods import left, on_show, stocked
from tests.people import SignIn, silversmith
from tests.web.buyer.test_basket import order, put


def test_a_limit_holds_over_all_orders_of_a_buyer_and_cancelling_makes_room(
    visitor: Client,
) -> None:
    stocked("pear", left=300, cap=2)
    put(visitor, quantity=2)
    first = order(visitor, method="cod")
    put(visitor)

    refused = order(visitor, method="cod")
    visitor.post(f"{first.location}/cancel")
    later = order(visitor, method="cod")

    assert refused.status_code == 409
    assert "Each buyer can have up to 2 of “Pear”" in refused.body
    assert later.status_code == 303
    assert left("pear") == 299


def test_in_a_rush_buyers_get_what_lies_in_one_shard_or_in_several(
    visitor: Client, signed_in_as: SignIn
) -> None:
    yang = silversmith()
    shop = signed_in_as(f"producer:{yang.producer_id}")
    listing = on_show(quantity=20)
    shop.post(f"/shop/listings/{listing.listing_id}/selling", do="rush")

    for quantity in (1, 3):  # no shard holds three
        put(visitor, listing.sku_id, quantity, 16_800)
        bought = order(visitor, method="sandbox")
        assert bought.status_code == 303
    shop.post(f"/shop/listings/{listing.listing_id}/selling", do="end-rush")

    assert int(Stock.find(listing.sku_id).left) == 16
