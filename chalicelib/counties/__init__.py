"""Counties with dated names, codes and designations, and the offices that open storefronts for them."""

from chalicelib.counties.county import County
from chalicelib.counties.models import Office, Storefront
from chalicelib.counties.offices import (
    ON_SHOW,
    change_office,
    find_office,
    get_office,
    open_office,
    open_offices,
    save_draft,
)
from chalicelib.counties.pasted import LONGEST_PASTED, read_pasted
from chalicelib.counties.register import (
    county_by_code,
    designated_on,
    ever_designated,
    get_county,
    is_designated,
)
from chalicelib.counties.search import find_counties

__all__ = [
    "LONGEST_PASTED",
    "ON_SHOW",
    "County",
    "Office",
    "Storefront",
    "change_office",
    "county_by_code",
    "designated_on",
    "ever_designated",
    "find_counties",
    "find_office",
    "get_county",
    "get_office",
    "is_designated",
    "open_office",
    "open_offices",
    "read_pasted",
    "save_draft",
]
