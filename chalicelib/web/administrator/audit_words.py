"""The audit log in words: what each field is called, and what stands in it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.accounts import AuditEntry
from chalicelib.impact import names_of
from chalicelib.money import yuan
from chalicelib.web.administrator.audit_names import EVENTS, FIELDS, ROLES, TABLES, VALUES
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import shanghai
from chalicelib.web.page.translate import gettext as _
from chalicelib.web.page.translate import ngettext

Names = Mapping[str, str]
MONEY = ("price_fen", "asked_fen", "offered_fen", "granted_fen", "refunded_fen", "fen")
MOMENTS = ("used_at", "revoked_at", "opened_at", "starts_at")
PEOPLE = ("person_id", "opened_by", "host_ids")
LONGEST_NUMBER = 12  # of an order, without its buyer


def people_in(entries: Iterable[AuditEntry]) -> set[str]:
    """Everybody whose name the page needs: who did something, and who stands in what was changed."""
    images = [image for entry in entries for image in (entry.before, entry.after)]
    values = [image[name] for image in images for name in PEOPLE if name in image]
    listed = [
        person for value in values for person in (value if isinstance(value, list) else [value])
    ]
    records = (entry.record_id for entry in entries if entry.table_name == "people")
    return {*listed, *records, *(entry.actor for entry in entries if entry.actor)}


def in_words(table: str, fields: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """The fields of an image, each with its name and what stands in it, in the reader's language."""
    return [
        (_(FIELDS[table].get(name) or FIELDS[""][name]), _value(table, name, value, names))
        for name, value in fields.items()
    ]


def happening(entry: AuditEntry, names: Names) -> str:
    """What happened to what: "Person changed · Mei"."""
    return f"{_(TABLES[entry.table_name])} {_(EVENTS[entry.event])} · {_record(entry, names)}"


def _record(entry: AuditEntry, names: Names) -> str:
    """Which record it is: by name where there is one, else by the beginning of its id."""
    record_id = str(entry.record_id)
    if entry.table_name == "people":
        return names.get(record_id, record_id[:LONGEST_NUMBER])
    if entry.table_name == "offices":
        return _county(record_id) or record_id
    if entry.table_name == "claims":
        return _("order %(key)s") % {"key": record_id.partition(".")[2][:LONGEST_NUMBER]}
    return record_id[:LONGEST_NUMBER]


def _value(table: str, name: str, value: Any, names: Names) -> str:
    words = VALUES.get((table, name))
    if words:
        return _(words.get(str(value).partition(".")[0], str(value)))
    if name in MONEY:
        return f"¥{yuan(int(value))}".replace("¥-", "−¥")
    if name in MOMENTS:
        return shanghai(datetime.fromisoformat(str(value)))
    if name in PEOPLE:
        people = value if isinstance(value, list) else [value]
        return "; ".join(names.get(person, _("Unknown")) for person in people)
    return _OTHERS.get(name, str)(value)


def _grants(grants: list[str]) -> str:
    return "; ".join(_grant(*grant.split(":", 1)) for grant in grants)


def _grant(role: str, scope: str) -> str:
    """Where a role holds is said of counties; shops and everywhere need no word."""
    word, county = _(ROLES.get(role, role)), _county(scope)
    return f"{word} ({county})" if county else word


def _county(county_id: str) -> str:
    name = names_of("county", [county_id]).get(county_id)
    return name.text(asking().lang) if name else ""


def _guests(guests: list[str]) -> str:
    return ngettext("One guest", "%(num)s guests", len(guests)) % {"num": len(guests)}


def _products(listings: list[str]) -> str:
    return ngettext("One product", "%(num)s products", len(listings)) % {"num": len(listings)}


def _photo(reference: str) -> str:
    return _("another photo") if reference else ""


def _subject(subject: str) -> str:
    """An order by its number, a payment into the fund by the bank's reference."""
    number = subject.partition(".")[2]
    if subject.startswith("fund."):
        return number
    return _("order %(key)s") % {"key": number[:LONGEST_NUMBER]}


_OTHERS: dict[str, Callable[[Any], str]] = {
    "grants": _grants,
    "also": _guests,
    "run_of_show": _products,
    "photo_ref": _photo,
    "subject": _subject,
}
