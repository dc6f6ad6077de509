"""One line of JSON a record, with every `extra`: what an operator searches, in the field names of AWS's Powertools."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from chalicelib.settings import settings

OURS = "countyfair"  # the logger above all of ours; what libraries say is heard from WARNING on
MOST_LETTERS = 20_000  # of a traceback: a log keeps a record of 256 KB at most
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_calls = {"begun": 0}
_context: ContextVar[Any] = ContextVar("lambda_context", default=None)


def begin_call(context: Any) -> None:
    """Whose call the records are of that follow: the context that Lambda gives with an event."""
    _calls["begun"] += 1
    _context.set(context)


def write_logs(*, for_people: bool = False, to: TextIO | None = None) -> None:
    """From now on every record is one line of `to`, and nothing that others have set up writes it a second time."""
    handler = logging.StreamHandler(to or sys.stdout)
    handler.setFormatter(TerminalLines() if for_people else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(settings().log_level.upper())


class Lines(logging.Formatter):
    """For machines."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {
            "level": record.levelname,
            "location": f"{record.funcName}:{record.lineno}",
            "message": record.getMessage(),
            "timestamp": _moment(record),
            "service": OURS,
            "logger": record.name,
            **_of_call(),
            **self._of_exception(record),
        }
        line = json.dumps({**extras(record), **facts}, ensure_ascii=False, default=str)
        return line.encode("utf-8", "backslashreplace").decode()

    def _of_exception(self, record: logging.LogRecord) -> dict[str, str]:
        if not record.exc_info or not record.exc_info[0]:
            return {}
        text = self.formatException(record.exc_info)
        return {"exception_name": record.exc_info[0].__name__, "exception": text[-MOST_LETTERS:]}


class TerminalLines(logging.Formatter):
    """For whoever sits at the terminal of a fair on one machine."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        words = [f"{name}={value!r}" for name, value in extras(record).items()]
        return " ".join([super().formatMessage(record), *words])


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """What was said beside the message."""
    return {name: value for name, value in vars(record).items() if name not in STANDARD}


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _of_call() -> dict[str, Any]:
    context = _context.get()
    if context is None:
        return {}
    return {
        "cold_start": _calls["begun"] == 1,
        "function_name": context.function_name,
        "function_memory_size": context.memory_limit_in_mb,
        "function_arn": context.invoked_function_arn,
        "function_request_id": context.aws_request_id,
    }
