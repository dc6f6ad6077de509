"""County offices: a saved draft first, then open; what is open stays open."""

import time
from collections.abc import Mapping
from math import inf
from typing import Any

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.counties.models import Office, Storefront
from chalicelib.counties.register import get_county
from chalicelib.errors import NotFound, Refused
from chalicelib.store import change, own_memory

LONGEST_DRAFT = 4_000
ON_SHOW = "yes"  # the index of open offices holds only those that carry it
REMEMBERED_SECONDS = 60

_open: dict[str, tuple[float, list[Office]]] = own_memory()


def find_office(county_id: str) -> Office:
    """A county's office, open or not; one that nobody has touched yet is empty. Raises NotFound for no county."""
    return Office.find_or_none(get_county(county_id).county_id) or Office(county_id)


def get_office(county_id: str) -> Office:
    """An open office. Raises NotFound."""
    office = find_office(county_id)
    if not office.is_open:
        raise NotFound("not-found")
    return office


def open_offices() -> list[Office]:
    """The offices whose storefronts are open, the newest first, as they stood at most a minute ago: nobody may change
    them."""
    now = time.monotonic()
    since, offices = _open.get(ON_SHOW, (-inf, []))
    if now - since > REMEMBERED_SECONDS:
        offices = list(Office.of_fair.query(ON_SHOW, scan_index_forward=False))
        _open[ON_SHOW] = now, offices
    return offices


def save_draft(county_id: str, fields: Mapping[str, str], *, changed_by: str) -> Office:
    """Keep what was typed into the opening form, for anyone of the office to go on with."""
    draft = {name: value[:LONGEST_DRAFT] for name, value in fields.items()}
    return change(
        Office(get_county(county_id).county_id),
        Office.draft.set(draft),
        Office.draft_saved_at.set(clock.now()),
        Office.changed_by.set(changed_by),
        when=Office.opened_at.does_not_exist(),
        otherwise=Refused("office-is-open"),
    )


def open_office(
    county_id: str, storefront: Storefront, *, opened_by: str, demo: bool = False
) -> Office:
    """Open a county's storefront. The same form again changes nothing. Raises Refused("office-is-open") for another."""
    actions = [
        *_words(storefront),
        Office.opened_at.set(clock.now()),
        Office.opened_by.set(opened_by),
        Office.on_show.set(ON_SHOW),
        Office.changed_by.set(opened_by),
        Office.draft.remove(),
        Office.draft_saved_at.remove(),
    ]
    if demo:
        actions.append(Office.demo.set(True))
    return _on_show(
        Office(get_county(county_id).county_id),
        *actions,
        when=Office.opened_at.does_not_exist(),
        already=lambda office: (office.title, office.opened_by) == (storefront.title, opened_by),
        otherwise=Refused("office-is-open"),
    )


def change_office(county_id: str, storefront: Storefront, *, changed_by: str) -> Office:
    """Change what an open storefront says. Raises NotFound."""
    return _on_show(
        Office(county_id),
        *_words(storefront),
        Office.changed_by.set(changed_by),
        when=Office.opened_at.exists(),
        otherwise=NotFound("not-found"),
    )


def _on_show(office: Office, *actions: Action, **conditions: Any) -> Office:
    """Changes what stands in `open_offices`."""
    office = change(office, *actions, **conditions)
    _open.clear()
    return office


def _words(storefront: Storefront) -> list[Action]:
    return [getattr(Office, name).set(text) for name, text in storefront._asdict().items()]
