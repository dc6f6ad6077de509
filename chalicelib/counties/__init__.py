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
from chalicelib.counties.pasted import LONGEST_PASTED, read_pasted, short_names
from chalicelib.counties.provinces import (
    PROVINCES,
    Province,
    counties_of,
    get_province,
    province_of_county,
)
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
    "PROVINCES",
    "County",
    "Office",
    "Province",
    "Storefront",
    "change_office",
    "counties_of",
    "county_by_code",
    "designated_on",
    "ever_designated",
    "find_counties",
    "find_office",
    "get_county",
    "get_office",
    "get_province",
    "is_designated",
    "open_office",
    "open_offices",
    "province_of_county",
    "read_pasted",
    "save_draft",
    "short_names",
]
