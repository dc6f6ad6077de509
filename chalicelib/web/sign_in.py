"""Signing in by a code or a one-time link, the devices on which one is signed in, and the language."""

from collections.abc import Mapping

from chalice.app import Response

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
from chalicelib.web.asking import (
    LANGUAGES,
    asking,
    keep_device,
    keep_language,
    signed_in_person,
)
from chalicelib.web.forms import kept
from chalicelib.web.pages import ANYONE, Pages
from chalicelib.web.render import own_path, render, see_other
from chalicelib.web.workplaces import workplaces_of

pages = Pages(__name__)
Problems = Mapping[str, FairError]

SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
SHOWN = {"Mac OS": "Mac", "MicroMessenger": "WeChat", "Edg": "Edge"}


@pages.get("/sign-in", who=ANYONE)
def show_sign_in() -> Response:
    form = kept(asking().query, "phone", "next")
    return render("sign_in/ask.html", form=form, sends_codes=sends_codes())


@pages.post("/sign-in", who=ANYONE)
def ask_for_code() -> Response:
    form = kept(pages.form(), "phone", "next", code="")
    try:
        ask_code(form["phone"], asking().address)
    except Invalid as error:
        return _ask_again(form, 422, error.problems)
    except Refused as error:
        return _ask_again(form, 429, {"phone": error})
    return render("sign_in/code.html", form=form, was_asked=True)


@pages.get("/sign-in/code", who=ANYONE)
def show_code() -> Response:
    form = kept(asking().query, "next", phone="", code="")
    return render("sign_in/code.html", form=form, was_asked=False)


@pages.post("/sign-in/code", who=ANYONE)
def sign_in_by_code() -> Response:
    form = kept(pages.form(), "phone", "code", "next")
    try:
        token = redeem_code(form["phone"], form["code"], label=_device_label())
    except Invalid as error:
        return _code_again(form, 422, error.problems)
    except Refused as error:
        return _code_again({**form, "code": ""}, 409, {"code": error})
    return _welcome(token, form["next"])


@pages.get("/sign-in/link/{token}", who=ANYONE)
def show_link(token: str) -> Response:
    if is_terminal_link(token):
        return _sign_in_by(token)
    return render("sign_in/link.html", token=token)


@pages.post("/sign-in/link/{token}", who=ANYONE)
def sign_in_by_link(token: str) -> Response:
    return _sign_in_by(token)


@pages.post("/sign-out", who=ANYONE)
def leave() -> Response:
    sign_out(asking().device_token)
    keep_device("")
    return see_other("/")


@pages.get("/me/devices", who=ROLES)
def show_devices() -> Response:
    person = signed_in_person()
    return render("sign_in/devices.html", person=person, devices=devices_of(person.person_id))


@pages.post("/me/devices/{device_id}/revoke", who=ROLES)
def sign_out_device(device_id: str) -> Response:
    revoke_device(signed_in_person().person_id, device_id)
    return see_other("/me/devices")


@pages.get("/language/{lang}", who=ANYONE)
def choose_language(lang: str) -> Response:
    if lang in LANGUAGES:
        keep_language(lang)
    return see_other(own_path(asking().query.get("back", "/")))


def _sign_in_by(token: str) -> Response:
    try:
        device_token = redeem_link(token, label=_device_label())
    except Refused as error:
        if asking().person:
            return see_other(_first_page())
        return render("sign_in/link_gone.html", status=409, problems={"form": error})
    return _welcome(device_token, "")


def _welcome(token: str, following: str) -> Response:
    """Keep the device signed in and go where the person wanted to go, or to their work."""
    keep_device(token)
    asking().person = signed_in(token)
    return see_other(own_path(following, _first_page()))


def _first_page() -> str:
    places = workplaces_of(asking().person)
    return places[0][0] if places else "/"


def _ask_again(form: dict[str, str], status: int, problems: Problems) -> Response:
    return render(
        "sign_in/ask.html", status=status, form=form, problems=problems, sends_codes=sends_codes()
    )


def _code_again(form: dict[str, str], status: int, problems: Problems) -> Response:
    return render("sign_in/code.html", status=status, form=form, problems=problems, was_asked=False)


def _device_label() -> str:
    """What a person would call this device: "Android · Chrome"."""
    agent = asking().headers.get("user-agent", "")
    named = [next((one for one in kinds if one in agent), "") for kinds in (SYSTEMS, BROWSERS)]
    return " · ".join(SHOWN.get(one, one) for one in named if one)
