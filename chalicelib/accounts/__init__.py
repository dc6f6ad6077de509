"""People, their roles and devices, sign-in without passwords, and the audit log."""

from chalicelib.accounts.allowances import (
    AllSpent,
    close,
    count_of_hour,
    have_open,
    network_key,
    open_of,
    phone_name,
    spend,
)
from chalicelib.accounts.audit import WATCHED, AuditChange, audit_entries, names_of, write_audit
from chalicelib.accounts.codes import ask_code, give_code, redeem_code
from chalicelib.accounts.devices import devices_of, revoke_device, sign_out, signed_in
from chalicelib.accounts.links import (
    LINK_PATH,
    is_terminal_link,
    make_link,
    redeem_link,
    terminal_links,
)
from chalicelib.accounts.messages import send_text
from chalicelib.accounts.models import AuditEntry, Person
from chalicelib.accounts.people import add_person, change_grants, every_guest, get_person
from chalicelib.accounts.rules import (
    ADMINISTRATOR,
    BUYER,
    CODE_MINUTES,
    GOVERNANCE,
    HOST,
    MANAGER,
    OFFICIAL,
    PRODUCER,
    ROLES,
    SignedInPerson,
    grant,
    is_guest,
    phone_of,
)
from chalicelib.accounts.vouching import vouch_for

__all__ = [
    "ADMINISTRATOR",
    "BUYER",
    "CODE_MINUTES",
    "GOVERNANCE",
    "HOST",
    "LINK_PATH",
    "MANAGER",
    "OFFICIAL",
    "PRODUCER",
    "ROLES",
    "WATCHED",
    "AllSpent",
    "AuditChange",
    "AuditEntry",
    "Person",
    "SignedInPerson",
    "add_person",
    "ask_code",
    "audit_entries",
    "change_grants",
    "close",
    "count_of_hour",
    "devices_of",
    "every_guest",
    "get_person",
    "give_code",
    "grant",
    "have_open",
    "is_guest",
    "is_terminal_link",
    "make_link",
    "names_of",
    "network_key",
    "open_of",
    "phone_name",
    "phone_of",
    "redeem_code",
    "redeem_link",
    "revoke_device",
    "send_text",
    "sign_out",
    "signed_in",
    "spend",
    "terminal_links",
    "vouch_for",
    "write_audit",
]
