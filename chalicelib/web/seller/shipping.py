"""What a producer asks for shipping: by province and weight."""

import re

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.money import MOST_FEN, yuan
from chalicelib.producers import (
    MOST_FEE_FEN,
    MOST_ZONES,
    PROVINCES,
    Rates,
    Zone,
    get_producer,
    province_of,
    rates_of,
    set_rates,
)
from chalicelib.web.page.asking import asking
from chalicelib.web.page.forms import Form, typed
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

LONGEST_PROVINCES = 400
OF_ZONE = ("provinces", "first", "further")
_BETWEEN = r"[、,，;；/\n]+|\s{2,}|(?<=[^\x00-\x7f])\s+"

pages = Pages(__name__)


@pages.get("/shop/shipping", who=PRODUCER)
def show_shipping() -> Response:
    """All zones that were filled in, and one more to fill in."""
    form = typed() or _as_typed(rates_of(get_producer(own_producer_id())))
    filled = [i for i in range(1, MOST_ZONES) if any(form.get(f"{name}-{i}") for name in OF_ZONE)]
    fields = [f"{name}-{i}" for i in range(MOST_ZONES) for name in OF_ZONE]
    return render(
        "seller/listings/shipping.html",
        form={name: form.get(name, "") for name in ("free_from", *fields)},
        numbers=range(1, min(MOST_ZONES, max(filled, default=0) + 2)),
        filled=filled,
        done=asking().query.get("done", ""),
    )


@pages.post("/shop/shipping", who=PRODUCER, again=show_shipping)
def change_shipping() -> Response:
    set_rates(own_producer_id(), _read(pages.form()))
    return see_other("/shop/shipping?done=saved")


def _read(form: Form) -> Rates:
    """Raises Invalid. A zone without provinces, fee and further fee is one that nobody filled in."""
    anywhere = _zone(form, 0, ())
    filled = [i for i in range(1, MOST_ZONES) if any(form.has(f"{name}-{i}") for name in OF_ZONE)]
    zones = [_zone(form, i, _provinces(form, f"provinces-{i}")) for i in filled]
    free_from_fen = form.money("free_from", most_fen=MOST_FEN) if form.has("free_from") else 0
    form.check()
    return Rates((anywhere, *zones), free_from_fen)


def _zone(form: Form, i: int, provinces: tuple[str, ...]) -> Zone:
    first, further = (
        form.money(f"{name}-{i}", least_fen=0, most_fen=MOST_FEE_FEN)
        for name in ("first", "further")
    )
    return Zone(provinces, first, further)


def _provinces(form: Form, name: str) -> tuple[str, ...]:
    pieces = re.split(_BETWEEN, form.get(name, "")[:LONGEST_PROVINCES])
    words = [piece.strip() for piece in pieces if piece.strip()]
    unknown = [word for word in words if not province_of(word)]
    if not words:
        form.problems.note(name, "provinces-missing")
    elif unknown:
        form.problems.note(name, "not-a-province", typed=unknown[0][:20])
    return tuple(dict.fromkeys(province_of(word) for word in words))


def _as_typed(rates: Rates) -> dict[str, str]:
    """What a producer would type to ask for this."""
    form = {"free_from": _amount(rates.free_from_fen) if rates.free_from_fen else ""}
    for i, zone in enumerate(rates.zones):
        form[f"provinces-{i}"] = _listed(zone.provinces)
        form[f"first-{i}"] = _amount(zone.first_fen)
        form[f"further-{i}"] = _amount(zone.further_fen)
    return form


def _listed(provinces: tuple[str, ...]) -> str:
    is_english = asking().lang == "en"
    names = [PROVINCES[short] if is_english else short for short in provinces]
    return (", " if is_english else "、").join(names)


def _amount(fen: int) -> str:
    return yuan(fen).replace(",", "").removesuffix(".00")
