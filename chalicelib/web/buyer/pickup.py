"""Fetching instead of shipping: where a buyer can fetch what lies in the basket."""

from dataclasses import replace

from chalice.app import Response

from chalicelib import payments
from chalicelib.errors import NotFound
from chalicelib.orders import PickupSpot, SeenBasket, look_into_basket
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/checkout/points", who=ANYONE)
def show_points() -> Response:
    buyer_id = asking().buyer_id
    basket = look_into_basket(buyer_id, also=asking().also)
    if not basket.is_in_order:
        return see_other("/basket")
    points = payments.points_for_basket(buyer_id)
    return render("buyer/basket/points.html", points=points, basket=basket)


def chosen_spot() -> PickupSpot | None:
    """The pick-up point that the form or the address names; None without one, or when it serves this basket no more."""
    point_id = pages.form().get("point_id") or asking().query.get("point", "")
    if not point_id:
        return None
    try:
        return payments.spot_for_basket(asking().buyer_id, point_id)
    except NotFound:
        return None


def without_shipping(basket: SeenBasket) -> SeenBasket:
    return replace(basket, shipping_fen=dict.fromkeys(basket.shipping_fen, 0))
