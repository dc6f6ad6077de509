"""Whose office a page is about: an official sees their own counties and no other."""

from typing import Any

from chalice.app import Response

from chalicelib.accounts import OFFICIAL
from chalicelib.counties import get_county
from chalicelib.errors import NotFound
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.forms import named
from chalicelib.web.page.render import render


def own_county() -> str:
    """The county of an official, or the one that is named if they have several. Raises NotFound for any other."""
    own = signed_in_person().scopes(OFFICIAL)
    county_id = named().get("county") or own[0]
    if county_id not in own:
        raise NotFound("not-found")
    return county_id


def office_page(template: str, county_id: str, **values: Any) -> Response:
    """A page of a county's office; it knows the county, and the official's others."""
    return render(
        template,
        county=get_county(county_id),
        own_counties=signed_in_person().scopes(OFFICIAL),
        **values,
    )
