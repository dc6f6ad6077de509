"""Pick-up points: an office or a producer offers them, and hands goods over to who knows the code."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, text
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import OFFICIAL, PRODUCER, Pages

LONGEST_TYPED = 300
FIELDS = tuple(payments.LONGEST_OF_POINT)

pages = Pages(__name__)


@pages.get("/points", who=(OFFICIAL, PRODUCER))
def show_points() -> Response:
    return _points_page(_own_owner(asking().query), {}, {})


@pages.post("/points", who=(OFFICIAL, PRODUCER))
def open_point() -> Response:
    form = pages.form()
    owner = _own_owner(form)
    typed = {name: text(form, name, 0, LONGEST_TYPED, {}) for name in FIELDS}
    key = "".join(c for c in form.get("form_key", "") if c.isalnum())[:40]
    if not key:
        return _points_page(owner, form, {"form": FairError("form-is-old")}, status=422)
    made_by = signed_in_person().person_id
    try:
        payments.open_point(owner, key, **typed, made_by=made_by)
    except Invalid as error:
        return _points_page(owner, form, error.problems, status=422)
    return see_other(f"/points?owner={owner}&done=opened")


@pages.get("/points/{point_id}", who=(OFFICIAL, PRODUCER))
def show_point(point_id: str) -> Response:
    point = _own_point(point_id)
    page = payments.pickups_at(point.point_id, asking().query.get("cursor", ""))
    waiting = orders.some_orders([one.order_id for one in page.items])
    return render(
        "seller/points/show.html",
        point=point,
        waiting=sorted(waiting, key=lambda one: one.placed_at),
        cursor=page.cursor,
        done=asking().query.get("done", ""),
    )


@pages.post("/points/{point_id}/close", who=(OFFICIAL, PRODUCER))
def close_point(point_id: str) -> Response:
    point = _own_point(point_id)
    payments.close_point(point.point_id)
    return see_other(f"/points?owner={point.owner}")


@pages.get("/points/{point_id}/orders/{order_id}", who=(OFFICIAL, PRODUCER))
def show_pickup(point_id: str, order_id: str) -> Response:
    return _pickup_page(_own_point(point_id), order_id, {}, {})


@pages.post("/points/{point_id}/orders/{order_id}/hand-over", who=(OFFICIAL, PRODUCER))
def hand_over(point_id: str, order_id: str) -> Response:
    point, form = _own_point(point_id), pages.form()
    code = "".join(c for c in form.get("code", "") if c.isdigit())
    try:
        orders.hand_over(order_id, point_id=point.point_id, code=code)
    except Invalid as error:
        return _pickup_page(point, order_id, form, error.problems, status=422)
    except Refused as error:
        return _pickup_page(point, order_id, form, {"code": error}, status=409)
    return see_other(f"/points/{point.point_id}?done=handed")


@pages.post("/points/{point_id}/orders/{order_id}/not-fetched", who=(OFFICIAL, PRODUCER))
def not_fetched(point_id: str, order_id: str) -> Response:
    point = _own_point(point_id)
    try:
        payments.not_fetched(order_id, point_id=point.point_id)
    except Refused as error:
        return _pickup_page(point, order_id, {}, {"form": error}, status=409)
    return see_other(f"/points/{point.point_id}?done=back")


def _owners() -> list[str]:
    """Whose points these are: those of one's counties and of one's shops."""
    me = signed_in_person()
    counties = [f"county:{one}" for one in me.scopes(OFFICIAL)]
    return counties + [f"producer:{one}" for one in me.scopes(PRODUCER)]


def _own_owner(asked: Mapping[str, str]) -> str:
    owners = _owners()
    owner = asked.get("owner") or owners[0]
    if owner not in owners:
        raise NotFound("not-found")
    return owner


def _own_point(point_id: str) -> payments.PickupPoint:
    point = payments.get_point(point_id)
    if point.owner not in _owners():
        raise NotFound("not-found")
    return point


def _points_page(
    owner: str, form: Mapping[str, str], problems: Mapping[str, FairError], *, status: int = 200
) -> Response:
    return render(
        "seller/points/list.html",
        status=status,
        owner=owner,
        owners=_owners(),
        points=[one for one in payments.points_of(owner) if not one.closed_at],
        form=kept(form, *FIELDS, form_key=orders.new_form_key()),
        longest=payments.LONGEST_OF_POINT,
        done=asking().query.get("done", ""),
        problems=problems,
    )


def _pickup_page(
    point: payments.PickupPoint,
    order_id: str,
    form: Mapping[str, str],
    problems: Mapping[str, FairError],
    *,
    status: int = 200,
) -> Response:
    order = orders.order_at(order_id, point.point_id)
    return render(
        "seller/points/order.html",
        status=status,
        point=point,
        order=order,
        is_closed=orders.is_closed(order),
        fetch_until=orders.fetch_until(order),
        form=kept(form, "code"),
        problems=problems,
    )
