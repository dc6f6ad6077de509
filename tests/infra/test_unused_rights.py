"""A right that no test used fails a run, if the run was whole; seen on runs of two tests that call nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
from pathlib import Path

from tests.gathered import (
    pytest_deselected,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)
from tests.infra import calls

calls.TESTS = Path(__file__).parent
"""
A_RIGHT = "api dynamodb orders PutItem"


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in ("one", "two"):
        (tmp_path / f"test_{name}.py").write_text(f"def test_{name}(): pass")
    return tmp_path


def run(*asked: object) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", *map(str, asked)]
    done = subprocess.run(  # noqa: S603 - a command of our own
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("workers", [0, 2])
def test_a_whole_run_fails_and_names_what_is_unused(tests: Path, workers: int) -> None:
    status, said = run("-n", workers, tests)

    assert status == pytest.ExitCode.TESTS_FAILED
    assert "2 passed" in said
    assert said.count(A_RIGHT) == 1
    assert "take them out of infra/cloud/rights.txt" in said


@pytest.mark.parametrize("part", [["test_one.py"], ["", "-k", "one"], ["", "--collect-only"]])
def test_a_part_of_the_tests_says_nothing_of_rights(tests: Path, part: list[str]) -> None:
    where, *options = part

    status, said = run(tests / where, *options)

    assert status == pytest.ExitCode.OK
    assert A_RIGHT not in said
