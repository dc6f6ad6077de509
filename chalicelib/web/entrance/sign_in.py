"""Signing in by a code or a one-time link, the devices on which one is signed in, and the language."""

from collections.abc import Mapping
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib import orders
from chalicelib.accounts import (
    ROLES,
    ask_code,
    devices_of,
    is_terminal_link,
    redeem_code,
    redeem_link,
    revoke_device,
    sends_codes,
    sign_out,
    signed_in,
)
from chalicelib.errors import FairError, Invalid, Refused
from chalicelib.web.page.asking import (
    LANGUAGES,
    asking,
    keep_device,
    keep_language,
    signed_in_person,
)
from chalicelib.web.page.forms import kept, whole_number
from chalicelib.web.page.render import own_path, render, see_other
from chalicelib.web.page.routes import ANYONE, Pages
from chalicelib.web.page.workplaces import workplaces_of

pages = Pages(__name__)
Problems = Mapping[str, FairError]

YES = "yes"
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
SHOWN = {"Mac OS": "Mac", "MicroMessenger": "WeChat", "Edg": "Edge"}


@pages.get("/sign-in", who=ANYONE)
def show_sign_in() -> Response:
    form = kept(asking().query, "phone", "next")
    return render("entrance/sign_in/ask.html", form=form, sends_codes=sends_codes())


@pages.post("/sign-in", who=ANYONE)
def ask_for_code() -> Response:
    form = kept(pages.form(), "phone", "next", code="", along=YES)
    try:
        ask_code(form["phone"], asking().address)
    except Invalid as error:
        return _ask_again(form, 422, error.problems)
    except Refused as error:
        return _ask_again(form, 429, {"phone": error})
    return _code_page(form, was_asked=True)


@pages.get("/sign-in/code", who=ANYONE)
def show_code() -> Response:
    form = kept(asking().query, "next", phone="", code="", along=YES)
    return _code_page(form)


@pages.post("/sign-in/code", who=ANYONE)
def sign_in_by_code() -> Response:
    form = kept(pages.form(), "phone", "code", "next", "along")
    guest_id = _guest_along(form)
    try:
        token = redeem_code(form["phone"], form["code"], label=_device_label(), guest_id=guest_id)
    except Invalid as error:
        return _code_page(form, error.problems, status=422)
    except Refused as error:
        return _code_page({**form, "code": ""}, {"code": error}, status=409)
    return _welcome(token, form["next"], guest_id)


@pages.get("/sign-in/link/{token}", who=ANYONE)
def show_link(token: str) -> Response:
    if is_terminal_link(token):
        return _sign_in_by(token)
    return render("entrance/sign_in/link.html", token=token, is_guest=bool(asking().guest_id))


@pages.post("/sign-in/link/{token}", who=ANYONE)
def sign_in_by_link(token: str) -> Response:
    return _sign_in_by(token, _guest_along(pages.form()))


@pages.get("/sign-in/brought", who=ROLES)
def show_brought() -> Response:
    query = asking().query
    return render(
        "entrance/sign_in/brought.html",
        kinds=whole_number(query, "kinds", 0, orders.MOST_LINES, {}),
        left_behind=whole_number(query, "left", 0, orders.MOST_LINES, {}),
        has_orders=query.get("orders") == YES,
        following=own_path(query.get("next", ""), _first_page()),
    )


@pages.post("/sign-out", who=ANYONE)
def leave() -> Response:
    sign_out(asking().device_token)
    keep_device("")
    return see_other("/")


@pages.get("/me/devices", who=ROLES)
def show_devices() -> Response:
    person = signed_in_person()
    return render(
        "entrance/sign_in/devices.html", person=person, devices=devices_of(person.person_id)
    )


@pages.post("/me/devices/{device_id}/revoke", who=ROLES)
def sign_out_device(device_id: str) -> Response:
    revoke_device(signed_in_person().person_id, device_id)
    return see_other("/me/devices")


@pages.get("/language/{lang}", who=ANYONE)
def choose_language(lang: str) -> Response:
    if lang in LANGUAGES:
        keep_language(lang)
    return see_other(own_path(asking().query.get("back", "/")))


def _guest_along(form: Mapping[str, str]) -> str:
    """The guest of this device, if they mean to take along what they did here."""
    return asking().guest_id if form.get("along") == YES else ""


def _sign_in_by(token: str, guest_id: str = "") -> Response:
    try:
        device_token = redeem_link(token, label=_device_label(), guest_id=guest_id)
    except Refused as error:
        if asking().person:
            return see_other(_first_page())
        return render("entrance/sign_in/link_gone.html", status=409, problems={"form": error})
    return _welcome(device_token, "", guest_id)


def _welcome(token: str, following: str, guest_id: str) -> Response:
    """Keep the device signed in and go where the person wanted to go, or to their work; by way of a page that says
    what came along, if anything did. The guest's cookie is kept until their basket has been moved."""
    person = signed_in(token)
    assert person is not None
    brought = orders.bring_along(guest_id, person.person_id) if guest_id else orders.Brought()
    asking().person = person
    keep_device(token)
    if brought == orders.Brought():
        return see_other(own_path(following, _first_page()))
    told = {
        "kinds": brought.kinds,
        "left": brought.left_behind,
        "orders": YES if brought.has_orders else "",
        "next": following,
    }
    return see_other(f"/sign-in/brought?{urlencode(told)}")


def _first_page() -> str:
    places = workplaces_of(asking().person)
    return places[0][0] if places else "/"


def _ask_again(form: dict[str, str], status: int, problems: Problems) -> Response:
    return render(
        "entrance/sign_in/ask.html",
        status=status,
        form=form,
        problems=problems,
        sends_codes=sends_codes(),
    )


def _code_page(
    form: dict[str, str],
    problems: Problems | None = None,
    *,
    status: int = 200,
    was_asked: bool = False,
) -> Response:
    return render(
        "entrance/sign_in/code.html",
        status=status,
        form=form,
        is_guest=bool(asking().guest_id),
        was_asked=was_asked,
        problems=problems or {},
    )


def _device_label() -> str:
    """What a person would call this device: "Android · Chrome"."""
    agent = asking().headers.get("user-agent", "")
    named = [next((one for one in kinds if one in agent), "") for kinds in (SYSTEMS, BROWSERS)]
    return " · ".join(SHOWN.get(one, one) for one in named if one)
