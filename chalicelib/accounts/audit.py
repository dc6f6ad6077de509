"""The audit log: what changed, when and by whom, projected from the images before and after each change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from chalicelib import clock
from chalicelib.accounts.models import AuditEntry, Person
from chalicelib.store import Page, page_of, plain

Image = Mapping[str, Mapping[str, Any]]
Fields = dict[str, Any]

HIDDEN = "•••"
SECRETS = {"phone_hash", "secret_hash", "code_hash", "number"}
NOBODYS = {"phone"}  # a code that anyone asked for from a sign-in page is nobody's act
LONGEST_VALUE = 400
MONTH = "%Y-%m"
WATCHED: dict[str, tuple[str, ...]] = {
    "people": ("name", "phone_hash", "language", "grants", "also"),
    "devices": ("person_id", "label", "grants", "revoked_at"),
    "links": ("person_id", "secret_hash", "used_at"),
    "codes": ("person_id", "code_hash"),
    "offices": ("title", "story", "contact", "opened_at", "opened_by"),
    "listings": ("title", "price_fen", "photo_ref", "state", "reason"),
    "payout_accounts": ("way", "holder", "bank", "number"),
    "claims": (
        "title",
        "reason",
        "asked_fen",
        "state",
        "reply",
        "offered_fen",
        "outcome",
        "granted_fen",
        "verdict_reason",
        "refunded_fen",
    ),
    "fund_entries": ("fen", "subject", "entry"),
    "remarks": ("kind", "title", "stars", "step", "reason"),
    "sessions": ("title", "starts_at", "host_title", "host_ids", "run_of_show", "state"),
}
LEFT_TO_TIME = {"devices", "links", "codes"}  # deleted when they are over, by nobody


class AuditChange(NamedTuple):
    """One record of a stream. `sequence` is unique within the table; None is no image."""

    table: str
    at: datetime
    sequence: str
    key: Image
    before: Image | None
    after: Image | None


def write_audit(changes: Iterable[AuditChange]) -> None:
    """Note what matters of some changes. The same change again is the same entry."""
    entries = [entry for change in changes if (entry := _entry(change))]
    with AuditEntry.batch_write() as batch:
        for entry in entries:
            batch.save(entry)


def audit_entries(month: str = "", cursor: str = "", limit: int = 50) -> Page[AuditEntry]:
    """The entries of a month ("2026-11"; "" is this one, in Shanghai), the latest first."""
    month = month or clock.now().astimezone(clock.SHANGHAI).strftime(MONTH)
    return page_of(
        lambda **page: AuditEntry.query(month, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )


def names_of(person_ids: Iterable[str]) -> dict[str, str]:
    """The names of at most 100 people by id, in one read; those that do not exist are left out."""
    ids = sorted(set(person_ids))
    assert len(ids) <= 100  # noqa: PLR2004 - DynamoDB's limit
    return {person.person_id: person.name for person in Person.batch_get(ids)} if ids else {}


def _entry(change: AuditChange) -> AuditEntry | None:
    before, after = _fields(change.table, change.before), _fields(change.table, change.after)
    actor = _actor(change)
    is_over = change.after is None and change.table in LEFT_TO_TIME
    if before == after or is_over or actor in NOBODYS:
        return None
    changed = [name for name in WATCHED[change.table] if before.get(name) != after.get(name)]
    return AuditEntry(
        month=change.at.astimezone(clock.SHANGHAI).strftime(MONTH),
        entry_id=f"{change.at:%Y-%m-%dT%H:%M:%S}#{change.table}#{change.sequence}",
        at=change.at,
        actor=actor,
        table_name=change.table,
        record_id=" ".join(str(plain(key)) for key in change.key.values()),
        event=_event(change),
        before=_shown(before, changed),
        after=_shown(after, changed),
    )


def _fields(table: str, image: Image | None) -> Fields:
    fields = {name: plain(value) for name, value in (image or {}).items() if name in WATCHED[table]}
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _actor(change: AuditChange) -> str:
    if change.after is None:
        return ""  # a deletion does not say by whom
    return str(plain(change.after.get("changed_by", {"S": ""})))


def _event(change: AuditChange) -> str:
    if change.before is None:
        return "added"
    return "changed" if change.after is not None else "removed"


def _shown(fields: Fields, names: Iterable[str]) -> Fields:
    visible = {
        name: HIDDEN if name in SECRETS else fields[name] for name in names if name in fields
    }
    return {name: _short(value) for name, value in visible.items()}


def _short(value: Any) -> Any:
    return value[:LONGEST_VALUE] if isinstance(value, str) else value
