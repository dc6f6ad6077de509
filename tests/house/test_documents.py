"""Documents cannot rot: what they name is there, and what is there is named."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS_OF_CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_changelog_tells_changes_by_kind() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text().splitlines()
    versions = [line for line in lines if line.startswith("## ")]

    assert versions[0] == "## [Unreleased]"
    assert all(
        re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version) for version in versions[1:]
    )
    assert {line[4:] for line in lines if line.startswith("### ")} <= KINDS_OF_CHANGES
