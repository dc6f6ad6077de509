"""An official lets somebody in: a link as a QR code, and a code to print, for people with no greater rights."""

from collections.abc import Collection
from typing import NamedTuple

from chalicelib.accounts.codes import give_code
from chalicelib.accounts.links import make_link
from chalicelib.accounts.people import get_person
from chalicelib.errors import Refused


class LinkAndCode(NamedTuple):
    """A one-time link's token and a code of six digits, either good for ten minutes."""

    token: str
    code: str


def vouch_for(person_id: str, *, made_by: str, roles: Collection[str]) -> LinkAndCode:
    """Let a person in who has none but these roles: whoever has more must not be impersonated this way.

    Raises NotFound, Refused("has-other-roles"), Refused("no-phone").
    """
    person = get_person(person_id)
    if any(grant.partition(":")[0] not in roles for grant in person.grants):
        raise Refused("has-other-roles")
    code = give_code(person_id, made_by=made_by)
    return LinkAndCode(make_link(person_id, made_by=made_by), code)
