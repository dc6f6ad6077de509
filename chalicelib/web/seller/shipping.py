"""What a producer asks for shipping: by province and weight."""

import re
from collections.abc import Mapping

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.errors import FairError, Invalid
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
from chalicelib.web.page.forms import money
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

LONGEST_PROVINCES = 400
_BETWEEN = re.compile(r"[、,，;；/\n]+|\s{2,}|(?<=[^\x00-\x7f])\s+")

pages = Pages(__name__)


@pages.get("/shop/shipping", who=PRODUCER)
def show_shipping() -> Response:
    return _shipping(_typed(rates_of(get_producer(own_producer_id()))), {})


@pages.post("/shop/shipping", who=PRODUCER)
def change_shipping() -> Response:
    form = pages.form()
    try:
        set_rates(own_producer_id(), _read(form))
    except Invalid as error:
        return _shipping(form, error.problems, status=422)
    return see_other("/shop/shipping?done=saved")


def _read(form: Mapping[str, str]) -> Rates:
    """Raises Invalid. A zone without provinces, fee and further fee is one that nobody filled in."""
    problems: dict[str, FairError] = {}
    zones = [_zone(form, 0, (), problems)]
    for i in range(1, MOST_ZONES):
        typed = form.get(f"provinces-{i}", "")[:LONGEST_PROVINCES]
        if any(form.get(f"{name}-{i}", "").strip() for name in ("provinces", "first", "further")):
            zones.append(_zone(form, i, _provinces(typed, f"provinces-{i}", problems), problems))
    free = form.get("free_from", "").strip()
    free_from_fen = money(form, "free_from", problems, most_fen=MOST_FEN) if free else 0
    if problems:
        raise Invalid(problems)
    return Rates(tuple(zones), free_from_fen)


def _zone(
    form: Mapping[str, str], i: int, provinces: tuple[str, ...], problems: dict[str, FairError]
) -> Zone:
    first, further = (
        money(form, f"{name}-{i}", problems, least_fen=0, most_fen=MOST_FEE_FEN)
        for name in ("first", "further")
    )
    return Zone(provinces, first, further)


def _provinces(typed: str, name: str, problems: dict[str, FairError]) -> tuple[str, ...]:
    words = [word.strip() for word in _BETWEEN.split(typed) if word.strip()]
    unknown = [word for word in words if not province_of(word)]
    if not words:
        problems[name] = FairError("provinces-missing")
    elif unknown:
        problems[name] = FairError("not-a-province", typed=unknown[0][:20])
    return tuple(dict.fromkeys(province_of(word) for word in words))


def _typed(rates: Rates) -> dict[str, str]:
    """What a producer would type to ask for this."""
    typed = {"free_from": _amount(rates.free_from_fen) if rates.free_from_fen else ""}
    for i, zone in enumerate(rates.zones):
        typed[f"first-{i}"], typed[f"further-{i}"] = (
            _amount(zone.first_fen),
            _amount(zone.further_fen),
        )
        typed[f"provinces-{i}"] = _listed(zone.provinces)
    return typed


def _listed(provinces: tuple[str, ...]) -> str:
    is_english = asking().lang == "en"
    names = [PROVINCES[one] if is_english else one for one in provinces]
    return (", " if is_english else "、").join(names)


def _amount(fen: int) -> str:
    return yuan(fen).replace(",", "").removesuffix(".00")


def _shipping(
    typed: Mapping[str, str], problems: Mapping[str, FairError], *, status: int = 200
) -> Response:
    """All zones that were filled in, and one more to fill in."""
    names = ("provinces", "first", "further")
    filled = [i for i in range(1, MOST_ZONES) if any(typed.get(f"{name}-{i}") for name in names)]
    fields = [f"{name}-{i}" for i in range(MOST_ZONES) for name in names]
    return render(
        "seller/listings/shipping.html",
        status=status,
        form={name: typed.get(name, "") for name in ("free_from", *fields)},
        shown=range(1, min(MOST_ZONES, max(filled, default=0) + 2)),
        filled=filled,
        done=asking().query.get("done", ""),
        problems=problems,
    )
