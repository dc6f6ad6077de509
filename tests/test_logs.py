"""What an operator reads: nothing that was said beside a message is lost, and nothing from `info` on."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.logs import OURS, STANDARD, Lines, TerminalLines, begin_call, write_logs
from chalicelib.settings import WrongSetting, settings
from tests.house.source import trees

log = logging.getLogger("countyfair.payments")
OF_EVERY_LINE = {"level", "location", "message", "timestamp", "service", "logger"}
OF_A_CALL = {
    "cold_start",
    "function_name",
    "function_memory_size",
    "function_arn",
    "function_request_id",
}
OF_AN_EXCEPTION = {"exception", "exception_name"}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written from here on; afterwards all is as pytest had it."""
    root, ours = logging.getLogger(), logging.getLogger(OURS)
    handlers, levels = list(root.handlers), (root.level, ours.level)
    text = io.StringIO()
    write_logs(to=text)
    yield text
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    begin_call(None)
    monkeypatch.undo()
    settings.cache_clear()


def lines(text: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.getvalue().splitlines()]


def test_what_is_said_beside_a_message_is_kept(written: io.StringIO) -> None:
    log.info("claim closed", extra={"claim_id": "c1", "why": "到货破损\n第二行", "ids": {1}})

    (line,) = lines(written)
    assert line["message"] == "claim closed"
    assert (line["claim_id"], line["why"], line["ids"]) == ("c1", "到货破损\n第二行", "{1}")
    assert (line["level"], line["service"], line["logger"]) == ("INFO", OURS, "countyfair.payments")
    assert set(line) == OF_EVERY_LINE | {"claim_id", "why", "ids"}


def test_an_exception_is_one_line_too(written: io.StringIO) -> None:
    try:
        json.loads("no bread")
    except ValueError:
        log.exception("page failed", extra={"path": "/\ud800"})

    (line,) = lines(written)
    assert line["exception_name"] == "JSONDecodeError"
    assert line["exception"].startswith("Traceback (most recent call last):\n")
    assert line["path"] == "/\ud800"


def test_a_record_names_the_call_in_which_it_was_made(written: io.StringIO) -> None:
    begin_call(
        SimpleNamespace(
            function_name="fair-api",
            memory_limit_in_mb=1024,
            invoked_function_arn="arn:x",
            aws_request_id="r-1",
        )
    )
    log.warning("webhook refused")

    (line,) = lines(written)
    assert set(line) == OF_EVERY_LINE | OF_A_CALL
    assert (line["function_name"], line["function_request_id"]) == ("fair-api", "r-1")


def test_libraries_speak_up_when_something_is_wrong(written: io.StringIO) -> None:
    logging.getLogger("botocore").info("found credentials")
    logging.getLogger("botocore").warning("retrying")

    assert [line["message"] for line in lines(written)] == ["retrying"]


@pytest.mark.parametrize(
    ("level", "heard"), [("info", ["info", "error"]), ("warning", ["error"]), ("error", ["error"])]
)
def test_the_level_is_a_setting(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch, level: str, heard: list[str]
) -> None:
    monkeypatch.setenv("FAIR_LOG_LEVEL", level)
    settings.cache_clear()
    write_logs(to=written)

    log.info("info")
    log.error("error")

    assert [line["message"] for line in lines(written)] == heard


def test_a_level_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIR_LOG_LEVEL", "loud")
    settings.cache_clear()

    with pytest.raises(WrongSetting, match="FAIR_LOG_LEVEL must be one of debug, info"):
        settings()

    monkeypatch.undo()
    settings.cache_clear()


def test_the_application_writes_nothing_a_second_time(app: Any) -> None:
    assert app.log.name == OURS
    assert not app.log.handlers
    assert app.log.propagate


def test_at_the_terminal_a_record_is_a_sentence() -> None:
    record = logging.makeLogRecord(
        {
            "name": "countyfair",
            "levelname": "WARNING",
            "msg": "payout waits",
            "fen": 5,
        }
    )

    assert TerminalLines().format(record) == "WARNING countyfair: payout waits fen=5"
    assert json.loads(Lines().format(record))["fen"] == 5


def test_nothing_said_beside_a_message_takes_the_name_of_something_else() -> None:
    taken = STANDARD | OF_EVERY_LINE | OF_A_CALL | OF_AN_EXCEPTION

    assert {"order_id", "why"} <= set(names_beside())
    assert not taken & set(names_beside())


def names_beside() -> Iterator[str]:
    """The keys of every `extra`, also of one that got a name first."""
    for tree in trees().values():
        named = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "extra":
                value = named.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
                assert isinstance(value, ast.Dict), ast.unparse(node.value)
                yield from (str(key.value) for key in value.keys if isinstance(key, ast.Constant))
