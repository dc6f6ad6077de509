"""What a run of tests has to say at its end, gathered from all its workers: journeys, gaps, rights that nobody used.
A whole run in which all else is well fails for the last."""

from typing import Any

import pytest

from tests.infra import calls

journeys: list[str] = []
not_checked: set[str] = set()
not_reached: set[str] = set()  # services of others that nobody gave us a key to
rights: set[str] = set()
unused: list[str] = []  # rights, once a whole run has ended well
_whole: list[bool] = []
_left_out: list[pytest.Item] = []


def pytest_deselected(items: list[pytest.Item]) -> None:
    _left_out.extend(items)


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
        "is_whole": not _left_out and calls.are_all_files(session),
    }
    worker = getattr(session.config, "workeroutput", None)
    if worker is not None:
        worker["gathered"] = own
        return
    journeys.clear()
    _take(**own)
    if session.exitstatus == pytest.ExitCode.OK and any(_whole) and not not_checked:
        unused.extend(_unused())
    if unused:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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
    if unused:
        terminalreporter.write_sep("=", "FAILED: RIGHTS THAT NO TEST USED", red=True, bold=True)
        terminalreporter.write_line(
            "Test what needs them, or take them out of infra/cloud/rights.txt:"
        )
    for right in unused:
        terminalreporter.write_line(right, red=True)


def _unused() -> list[str]:
    from infra.cloud.rights import read_rights
    from infra.tables import all_records

    return sorted({str(right) for right in read_rights(all_records())} - rights)


def _take(
    its_journeys: list[str],
    its_not_checked: list[str],
    its_not_reached: list[str],
    its_rights: list[str],
    *,
    is_whole: bool,
) -> None:
    journeys.extend(journey for journey in its_journeys if journey not in journeys)
    not_checked.update(its_not_checked)
    not_reached.update(its_not_reached)
    rights.update(its_rights)
    _whole.append(is_whole)
