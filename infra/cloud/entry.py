"""What Lambda calls: the pages, and the jobs by what brings their events. It lies at the root of the bundles."""

import gc
import importlib
import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.logs import begin_call, write_logs

Event = dict[str, Any]
HOMES = Path(__file__).with_name("homes.json")  # the modules of each route, written with the bundle
log = logging.getLogger("countyfair.lambda")


@cache
def fair() -> Any:
    """The whole application, with its jobs."""
    return importlib.import_module("app").app


def _start() -> Any:
    """The pages, each group imported when it is first asked for: a start is paid for, and most starts serve few
    groups. No garbage is looked for meanwhile: an import makes none, and the search takes a seventh of it."""
    gc.disable()
    write_logs()
    importlib.import_module("chalicelib.web.page.routes")  # what every group stands on
    kind = importlib.import_module("chalicelib.web.page.fair").Fair
    application = kind("countyfair", json.loads(HOMES.read_text()))
    gc.freeze()
    gc.enable()
    return application


def pages(event: Event, context: Any) -> Any:
    """Every page."""
    begin_call(context)
    return site(event, context)


def stream(event: Event, context: Any) -> Event:
    """Every job of the table whose changes these are. A job that fails does not hold up the others: the batch
    comes again from the first record that somebody could not take, and every job may hear a change twice."""
    begin_call(context)
    records = event["Records"]
    table = _table_of(records[0]["eventSourceARN"] if records else event["eventSourceARN"])
    failures: list[Event] = []
    for name in _jobs("stream_arn", f"stream:{table}"):
        failures += _failures(name, event, context)
    return {"batchItemFailures": failures, "state": event.get("state") or {}}


def queue(event: Event, context: Any) -> Any:
    """The job of the queue that these messages come from."""
    begin_call(context)
    (job,) = _jobs("queue", event["Records"][0]["eventSourceARN"].rpartition(":")[2])
    return _run(job, event, context)


def schedule(event: Event, context: Any) -> None:
    """The job after which the rule is named that fired: "fair-sweep_orders" fires sweep_orders."""
    begin_call(context)
    (job,) = _jobs("name", event["resources"][0].rpartition("-")[2])
    _run(job, event, context)


def _run(job: str, event: Event, context: Any) -> Any:
    """What Lambda says itself of a failure is many lines of text, in which nothing can be searched."""
    try:
        return fair().handler_map[job](event, context)
    except Exception:
        log.exception("job failed", extra={"job": job})
        raise


def _failures(job: str, event: Event, context: Any) -> list[Event]:
    try:
        answer = fair().handler_map[job](event, context) or {}
    except Exception:
        log.exception("batch not taken", extra={"job": job})
        return [
            {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}
            for record in event["Records"][:1]
        ]
    failures: list[Event] = answer.get("batchItemFailures", [])
    return failures


def _jobs(attribute: str, name: str) -> list[str]:
    return [
        source.name for source in fair().event_sources if getattr(source, attribute, "") == name
    ]


def _table_of(stream_arn: str) -> str:
    """`orders` of arn:aws:dynamodb:…:table/fair-orders/stream/2026-…"""
    from chalicelib.settings import settings  # noqa: PLC0415 - pages need it later

    return stream_arn.split("/")[1].removeprefix(settings().table_prefix)


site = _start() if HOMES.exists() else fair()
