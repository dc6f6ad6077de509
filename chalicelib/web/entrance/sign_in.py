"""Signing in by a code or a one-time link, the devices on which one is signed in, and the language."""

from collections.abc import Mapping
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib import clock, orders
from chalicelib.accounts import (
    ROLES,
    ask_code,
    devices_of,
    is_terminal_link,
    redeem_code,
    redeem_link,
    revoke_device,
    sign_out,
    signed_in,
)
from chalicelib.notices import News, tell
from chalicelib.settings import settings
from chalicelib.web.page.addresses import page_at
from chalicelib.web.page.asking import (
    LANGUAGES,
    asking,
    keep_device,
    keep_language,
    signed_in_person,
)
from chalicelib.web.page.forms import Form, kept, named, typed
from chalicelib.web.page.render import own_path, render, see_other
from chalicelib.web.page.routes import ANYONE, Pages
from chalicelib.web.page.waiting_form import opened, show_waiting
from chalicelib.web.page.workplaces import workplaces_of

pages = Pages(__name__)

YES = "yes"
TOO_MANY = 429
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
SHOWN = {"Mac OS": "Mac", "MicroMessenger": "WeChat", "Edg": "Edge"}


@pages.get("/sign-in", who=ANYONE)
def show_sign_in() -> Response:
    form = kept(typed(), "phone", next=named().get("next", ""), waiting=_waiting_word())
    return render("entrance/sign_in/ask.html", form=form, sends_codes=settings().sends_codes)


@pages.post("/sign-in", who=ANYONE, again=show_sign_in, at="phone", status=TOO_MANY)
def ask_for_code() -> Response:
    form = pages.form()
    fields = kept(form, "phone", "next", "waiting", code="", along=YES)
    if form.get("step") == "code":
        return _code_page(fields)
    ask_code(form.get("phone", ""), asking().address)
    return _code_page(fields, was_asked=True)


@pages.get("/sign-in/code", who=ANYONE)
def show_code() -> Response:
    """A box that somebody emptied is not sent at all: only a first look has it ticked. A code that was refused is
    not typed twice."""
    first_look = {"next": named().get("next", ""), "along": YES}
    form = kept(typed() or first_look, "phone", "code", "next", "along", "waiting")
    return _code_page({**form, "code": ""} if "code" in asking().problems else form)


@pages.post("/sign-in/code", who=ANYONE, again=show_code, at="code")
def sign_in_by_code() -> Response:
    form, guest_id = pages.form(), _guest_along()
    token = redeem_code(
        form.get("phone", ""),
        form.get("code", ""),
        address=asking().address,
        label=_device_label(),
        guest_id=guest_id,
    )
    return _welcome(token, form.get("next", ""), guest_id)


@page_at("/sign-in/link/{token}")
def show_dead_link(**_: str) -> Response:
    """Whoever is signed in already has no use for the link."""
    if asking().person:
        return see_other(_first_page())
    return render("entrance/sign_in/link_gone.html")


@pages.get("/sign-in/link/{token}", who=ANYONE, again=show_dead_link)
def show_link(token: str) -> Response:
    if is_terminal_link(token):
        return _sign_in_by(token)
    return render("entrance/sign_in/link.html", token=token, is_guest=bool(asking().guest_id))


@pages.post("/sign-in/link/{token}", who=ANYONE, again=show_dead_link)
def sign_in_by_link(token: str) -> Response:
    return _sign_in_by(token, _guest_along())


@pages.get("/sign-in/brought", who=ROLES)
def show_brought() -> Response:
    query = Form(asking().query)
    return render(
        "entrance/sign_in/brought.html",
        kinds=query.whole_number("kinds", 0, orders.MOST_LINES),
        left_behind=query.whole_number("left", 0, orders.MOST_LINES),
        has_orders=query.get("orders") == YES,
        following=own_path(query.get("next", ""), _first_page()),
    )


@pages.post("/sign-out", who=ANYONE)
def leave() -> Response:
    sign_out(asking().device_token)
    keep_device("")
    return see_other("/", forgets=True)


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


def _guest_along() -> str:
    """The guest of this device, if they mean to take along what they did here."""
    return asking().guest_id if pages.form().get("along") == YES else ""


def _sign_in_by(token: str, guest_id: str = "") -> Response:
    return _welcome(redeem_link(token, label=_device_label(), guest_id=guest_id), "", guest_id)


def _welcome(token: str, following: str, guest_id: str) -> Response:
    """Keep the device signed in and go where the person wanted to go, or to their work; by way of a page that says
    what came along, if anything did. The guest's cookie is kept until their basket has been moved."""
    person = signed_in(token)
    assert person is not None
    basket = orders.bring_along(guest_id, person.person_id) if guest_id else orders.BroughtBasket()
    asking().person = person
    asking().is_first_form = "cookie" not in asking().headers
    keep_device(token)
    if person.let_in_by:
        tell(person.person_id, News("device-let-in", person.device_id, clock.now()))
    waiting = opened(_waiting_word())
    if waiting and waiting.is_of(person.person_id):
        return show_waiting(waiting)
    if basket == orders.BroughtBasket():
        return see_other(own_path(following, _first_page()))
    along = {
        "kinds": basket.kinds,
        "left": basket.left_behind,
        "orders": YES if basket.has_orders else "",
        "next": following,
    }
    return see_other(f"/sign-in/brought?{urlencode(along)}")


def _waiting_word() -> str:
    """The form that this person, or somebody else, wanted to send before signing in."""
    return pages.form().get("waiting", "") if asking().method == "POST" else ""


def _first_page() -> str:
    places = workplaces_of(asking().person)
    return places[0][0] if places else "/"


def _code_page(form: Mapping[str, str], *, was_asked: bool = False) -> Response:
    return render(
        "entrance/sign_in/code.html",
        form=form,
        is_guest=bool(asking().guest_id),
        was_asked=was_asked,
    )


def _device_label() -> str:
    """What a person would call this device: "Android · Chrome"."""
    agent = asking().headers.get("user-agent", "")
    words = [next((word for word in kinds if word in agent), "") for kinds in (SYSTEMS, BROWSERS)]
    return " · ".join(SHOWN.get(word, word) for word in words if word)
