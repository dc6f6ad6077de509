"""Fetching instead of shipping: where a buyer can fetch what lies in the basket."""

from dataclasses import replace

from chalice.app import Response

from chalicelib import payments
from chalicelib.errors import NotFound
from chalicelib.orders import PickupSpot, SeenBasket
from chalicelib.web.buyer.own_basket import fields_of, line_at_once, own_basket
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/checkout/points", who=ANYONE)
def show_points() -> Response:
    line = line_at_once()
    basket = own_basket(line)
    if not basket.is_in_order:
        return see_other("/basket")
    points = payments.points_for(basket.sellers)
    return render("buyer/basket/points.html", points=points, at_once=fields_of(line))


def chosen_spot(basket: SeenBasket) -> PickupSpot | None:
    """The pick-up point that the form or the address names; None without one, or when it serves this basket no more."""
    point_id = pages.form().get("point_id") or asking().query.get("point", "")
    if not point_id:
        return None
    try:
        return payments.spot_for(point_id, basket.sellers)
    except NotFound:
        return None


def without_shipping(basket: SeenBasket) -> SeenBasket:
    return replace(basket, shipping_fen=dict.fromkeys(basket.shipping_fen, 0))
