"""Which workplaces a signed-in person has: the links of the header, by role."""

from chalicelib.accounts import (
    ADMINISTRATOR,
    GOVERNANCE,
    HOST,
    MANAGER,
    OFFICIAL,
    PRODUCER,
    SignedInPerson,
)
from chalicelib.web.page.translate import gettext as _


def workplaces_of(person: SignedInPerson | None) -> list[tuple[str, str]]:
    if person is None:
        return []
    every = [
        (OFFICIAL, "/office", _("County office")),
        (PRODUCER, "/shop", _("My shop")),
        (HOST, "/host", _("My live sales")),
        (MANAGER, "/impact", _("Impact")),
        (GOVERNANCE, "/review", _("Review")),
        (ADMINISTRATOR, "/ledger", _("Ledger")),
        (ADMINISTRATOR, "/statements", _("Bank payments")),
        (ADMINISTRATOR, "/audit", _("Audit log")),
    ]
    return [(path, label) for role, path, label in every if person.has(role)]
