"""The operator's command that writes figures anew."""

import json
import os
from pathlib import Path

import pytest

from chalicelib.impact import report
from infra.rebuild import asked_for, main
from tests.impact.damage import add_a_fen
from tests.impact.orders import DAY, Shard, order

PERIOD = ["--from", "2020-04-30", "--to", "2020-04-30"]
AROUND = ("FAIR_", "AWS_")


@pytest.fixture
def variables() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name.startswith(AROUND)}


def test_the_fair_on_this_machine_is_mended(
    tmp_path: Path, variables: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "environment.json").write_text(json.dumps(variables))
    Shard().paid(order())
    add_a_fen()

    code = main(["impact", *PERIOD, "--data", str(tmp_path)])

    assert code == 0
    assert "0 lines and buyers, 1 cells written anew" in capsys.readouterr().out
    assert report(DAY, DAY).differences == ()


def test_where_no_fair_runs_a_sentence_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["impact", *PERIOD, "--data", str(tmp_path)]) == 1
    assert "No fair runs on" in capsys.readouterr().err


def test_a_period_that_cannot_be_is_refused(
    tmp_path: Path, variables: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "environment.json").write_text(json.dumps(variables))

    code = main(["impact", "--from", "2020-05-01", "--to", "2020-04-30", "--data", str(tmp_path)])

    assert code == 1
    assert "At most 366 days" in capsys.readouterr().err


def test_the_line_of_the_handbook_is_understood() -> None:
    choice = asked_for(["impact", "--from", "2026-11-01", "--to", "2026-11-30", "--stack", "fair"])

    assert (str(choice.from_day), str(choice.to_day), choice.stack) == (
        "2026-11-01",
        "2026-11-30",
        "fair",
    )
