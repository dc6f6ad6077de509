"""What a run of tests has to say at its end, gathered from all its workers: journeys, gaps, rights that nobody used."""

from typing import Any

import pytest

from tests.infra import calls

journeys: list[str] = []
not_checked: set[str] = set()
not_reached: set[str] = set()  # services of others that nobody gave us a key to
rights: set[str] = set()
_whole: list[bool] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """A worker has ended: take over what it gathered."""
    said = getattr(node, "workeroutput", {}).get("gathered")
    if said:
        _take(**said)


def pytest_sessionfinish(session: pytest.Session) -> None:
    own: dict[str, Any] = {
        "its_journeys": journeys[:],
        "its_not_checked": sorted(not_checked),
        "its_not_reached": sorted(not_reached),
        "its_rights": sorted(str(right) for right in calls.seen),
        "is_whole": calls.is_whole_run(session),
    }
    worker = getattr(session.config, "workeroutput", None)
    if worker is not None:
        worker["gathered"] = own
        return
    journeys.clear()
    _take(**own)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if journeys:
        terminalreporter.section("journeys")
    for line in journeys:
        terminalreporter.write_line(line)
    for reason in sorted(not_checked):
        terminalreporter.write_sep("=", "NOT CHECKED: what runs in Lambda", red=True, bold=True)
        terminalreporter.write_line(reason)
    for reason in sorted(not_reached):
        terminalreporter.write_sep("=", "NOT CHECKED: a service of others", red=True, bold=True)
        terminalreporter.write_line(reason)
    for right in _idle():
        terminalreporter.write_line(
            f"a right that nobody used in this whole run: {right}", red=True
        )


def _idle() -> list[str]:
    """The rights that no call needed; only a run of all tests can tell."""
    from infra.cloud.rights import read_rights
    from infra.tables import all_records

    if not any(_whole) or not_checked:
        return []
    return sorted({str(right) for right in read_rights(all_records())} - rights)


def _take(
    its_journeys: list[str],
    its_not_checked: list[str],
    its_not_reached: list[str],
    its_rights: list[str],
    *,
    is_whole: bool,
) -> None:
    journeys.extend(one for one in its_journeys if one not in journeys)
    not_checked.update(its_not_checked)
    not_reached.update(its_not_reached)
    rights.update(its_rights)
    _whole.append(is_whole)
