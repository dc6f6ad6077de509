"""The audit log tells who changed what, and keeps secrets to itself."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.accounts import AuditChange, audit_entries, names_of, write_audit
from chalicelib.accounts.models import AuditEntry
from tests.costs import assert_cost

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def grants(*held: str) -> dict[str, Any]:
    return {"L": [{"S": person_id} for person_id in held]}


def person(name: str, by: str, *held: str) -> dict[str, Any]:
    return {
        "person_id": {"S": "wang"},
        "name": {"S": name},
        "phone_hash": {"S": "ab" * 32},
        "grants": grants(*held),
        "changed_by": {"S": by},
    }


def change(
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    *,
    table: str = "people",
    sequence: str = "1",
    at: datetime = NOON,
) -> AuditChange:
    return AuditChange(table, at, sequence, {"person_id": {"S": "wang"}}, before, after)


def entries(month: str = "2026-11") -> list[AuditEntry]:
    return list(audit_entries(month).items)


def test_a_change_is_told_with_its_actor_before_and_after() -> None:
    before = person("Wang", "root", "host:c1")
    after = person("Wang", "zhao", "host:c1", "manager:*")

    write_audit([change(before, after)])

    entry = entries()[0]
    assert (entry.actor, entry.event, entry.record_id) == ("zhao", "changed", "wang")
    assert entry.before == {"grants": ["host:c1"]}
    assert entry.after == {"grants": ["host:c1", "manager:*"]}
    assert entry.at == NOON


def test_a_new_person_is_told_without_the_phone() -> None:
    write_audit([change(None, person("Wang", "root", "host:c1"))])

    entry = entries()[0]
    assert entry.event == "added"
    assert entry.after == {"name": "Wang", "phone_hash": "•••", "grants": ["host:c1"]}


def test_the_same_change_heard_twice_is_one_entry() -> None:
    news = change(None, person("Wang", "root"))

    write_audit([news])
    write_audit([news, change(None, person("Wang", "root"), sequence="2")])

    assert len(entries()) == 2


def test_what_does_not_matter_is_not_told() -> None:
    before = person("Wang", "root")
    after = {**before, "changed_by": {"S": "zhao"}, "added_at": {"S": "later"}}

    write_audit([change(before, after)])

    assert entries() == []


def test_a_code_that_a_visitor_asked_for_is_nobodys_act_but_an_officials_is() -> None:
    def code(by: str) -> dict[str, Any]:
        return {"code_hash": {"S": by * 8}, "person_id": {"S": "p"}, "changed_by": {"S": by}}

    write_audit([change(None, code("phone"), table="codes")])
    write_audit([change(code("phone"), code("wang"), table="codes", sequence="2")])
    write_audit([change(code("wang"), None, table="codes", sequence="3")])

    assert [(entry.actor, entry.after) for entry in entries()] == [("wang", {"code_hash": "•••"})]


def test_a_deleted_person_leaves_a_trace() -> None:
    write_audit([change(person("Wang", "root"), None)])

    assert (entries()[0].event, entries()[0].before["name"]) == ("removed", "Wang")


def test_the_log_is_read_by_month_of_shanghai_the_latest_first_by_cursor() -> None:
    late = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)  # already December in Shanghai
    moments = [NOON.replace(minute=n) for n in range(3)]
    write_audit(
        change(None, person(f"W{n}", "root"), sequence=str(n), at=at)
        for n, at in enumerate([*moments, late])
    )

    first = audit_entries("2026-11", limit=2)
    rest = audit_entries("2026-11", first.cursor)

    assert [entry.after["name"] for entry in (*first.items, *rest.items)] == ["W2", "W1", "W0"]
    assert [entry.after["name"] for entry in entries("2026-12")] == ["W3"]


def test_no_names_are_asked_for_nobody() -> None:
    assert names_of([]) == {}
    assert names_of(["nobody"]) == {}


def test_what_the_log_costs() -> None:
    with assert_cost(writes=1):
        write_audit([change(None, person("Wang", "root"))])
    with assert_cost(reads=0.5):
        entries()
