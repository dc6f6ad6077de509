"""Whatever the handbook says to type can be typed: nothing in it is refused for how it is written.

The lines that deploy are run in test_deployment.py, and here it is seen that none was forgotten there.
"""

import subprocess

import pytest

from infra.build import asked_for
from infra.cloud import admit, deploy
from tests.infra.handbook import PYTHON, ROOT, Line, call_of, lines

OF_AWS = [line for line in lines() if line.program == "aws"]
OF_MAKE = [line for line in lines() if line.program == "make"]
OF_PYTHON = [line for line in lines() if line.program == PYTHON]
READERS = {"infra.cloud.deploy": deploy.asked_for, "infra.cloud.admit": admit.asked_for}


def test_every_line_is_of_a_kind_that_is_run() -> None:
    others = [line.text for line in lines() if line not in OF_AWS + OF_MAKE + OF_PYTHON]

    assert others == ["export AWS_DEFAULT_REGION=ap-east-1"]
    assert (len(OF_AWS), len(OF_MAKE), len(OF_PYTHON)) == (5, 3, 6)


@pytest.mark.parametrize("line", OF_PYTHON, ids=lambda line: line.text)
def test_a_line_of_ours_is_understood(line: Line) -> None:
    understood = READERS[line.module](line.words[3:])

    assert understood.stack == "fair"


@pytest.mark.parametrize("line", OF_MAKE, ids=lambda line: line.text)
def test_make_knows_what_to_do_and_hands_it_on(line: Line) -> None:
    done = subprocess.run(  # noqa: S603 - a line of our own, that only says what it would do
        [*line.words, "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    command = done.stdout.strip().splitlines()[-1].split("-m infra.build ")[1]
    asked = asked_for(command.split())
    assert asked.architecture == ("arm64" if "arm64" in line.text else "x86_64")


@pytest.mark.parametrize("line", OF_AWS, ids=lambda line: line.text)
def test_a_line_of_aws_is_a_call_that_there_is(line: Line) -> None:
    assert call_of(line)
