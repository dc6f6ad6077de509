"""Pick-up points: an office or a producer offers them, and hands goods over to whoever knows the code."""

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.errors import NotFound
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.find_order import no_such_order, number_typed, order_looked_for
from chalicelib.web.page.forms import kept, named, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import OFFICIAL, PRODUCER, Pages

FIELDS = tuple(payments.LONGEST_OF_POINT)

pages = Pages(__name__)


@pages.get("/points", who=(OFFICIAL, PRODUCER))
def show_points() -> Response:
    owner = _own_owner()
    return render(
        "seller/points/list.html",
        owner=owner,
        owners=_owners(),
        points=[point for point in payments.points_of(owner) if not point.closed_at],
        form=kept(typed(), *FIELDS, form_key=orders.new_sortable_key()),
        longest=payments.LONGEST_OF_POINT,
        done=asking().query.get("done", ""),
    )


@pages.post("/points", who=(OFFICIAL, PRODUCER), again=show_points)
def open_point() -> Response:
    form, owner = pages.form(), _own_owner()
    words = {name: form.words(name) for name in FIELDS}
    key = "".join(c for c in form.get("form_key", "") if c.isalnum())[:40]
    if not key:
        form.problems.note("form", "form-is-old")
    form.check()
    payments.open_point(owner, key, **words, made_by=signed_in_person().person_id)
    return see_other(f"/points?owner={owner}&done=opened")


@pages.get("/points/{point_id}", who=(OFFICIAL, PRODUCER))
def show_point(point_id: str) -> Response:
    point = _own_point(point_id)
    if order_id := order_looked_for(lambda order_id: orders.order_at(order_id, point.point_id)):
        return see_other(f"/points/{point.point_id}/orders/{order_id}")
    page = payments.pickups_at(point.point_id, asking().query.get("cursor", ""))
    waiting = orders.some_orders([pickup.order_id for pickup in page.items])
    return render(
        "seller/points/show.html",
        point=point,
        waiting=sorted(waiting, key=lambda order: order.placed_at),
        cursor=page.cursor,
        number=number_typed(),
        problems=no_such_order(),
        done=asking().query.get("done", ""),
    )


@pages.post("/points/{point_id}/close", who=(OFFICIAL, PRODUCER))
def close_point(point_id: str) -> Response:
    point = _own_point(point_id)
    payments.close_point(point.point_id)
    return see_other(f"/points?owner={point.owner}")


@pages.get("/points/{point_id}/orders/{order_id}", who=(OFFICIAL, PRODUCER))
def show_pickup(point_id: str, order_id: str) -> Response:
    point = _own_point(point_id)
    order = orders.order_at(order_id, point.point_id)
    return render(
        "seller/points/order.html",
        point=point,
        order=order,
        is_closed=orders.is_closed(order),
        fetch_until=orders.fetch_until(order),
        form=kept(typed(), "code"),
    )


@pages.post(
    "/points/{point_id}/orders/{order_id}/hand-over",
    who=(OFFICIAL, PRODUCER),
    again=show_pickup,
    at="code",
)
def hand_over(point_id: str, order_id: str) -> Response:
    point, form = _own_point(point_id), pages.form()
    code = "".join(c for c in form.get("code", "") if c.isdigit())
    orders.hand_over(order_id, point_id=point.point_id, code=code)
    return see_other(f"/points/{point.point_id}?done=handed")


@pages.post(
    "/points/{point_id}/orders/{order_id}/not-fetched",
    who=(OFFICIAL, PRODUCER),
    again=show_pickup,
)
def not_fetched(point_id: str, order_id: str) -> Response:
    point = _own_point(point_id)
    payments.not_fetched(order_id, point_id=point.point_id)
    return see_other(f"/points/{point.point_id}?done=back")


def _owners() -> list[str]:
    """Whose points these are: those of one's counties and of one's shops."""
    me = signed_in_person()
    counties = [f"county:{county_id}" for county_id in me.scopes(OFFICIAL)]
    return counties + [f"producer:{producer_id}" for producer_id in me.scopes(PRODUCER)]


def _own_owner() -> str:
    owners = _owners()
    owner = named().get("owner") or owners[0]
    if owner not in owners:
        raise NotFound("not-found")
    return owner


def _own_point(point_id: str) -> payments.PickupPoint:
    point = payments.get_point(point_id)
    if point.owner not in _owners():
        raise NotFound("not-found")
    return point
