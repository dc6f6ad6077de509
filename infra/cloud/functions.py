"""The functions of the template, from what the application declares: pages, and jobs by what brings their events."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chalice.app import (
    Chalice,
    DynamoDBEventConfig,
    ScheduledEventConfig,
    ScheduleExpression,
    SQSEventConfig,
)

from chalicelib.settings import settings

STREAM = "stream:"


@dataclass(frozen=True, slots=True)
class EventSource:
    """What brings events to jobs: a table's changes, a queue's messages, or a schedule."""

    kind: str  # "stream", "queue" or "schedule"
    name: str  # the table's short name, "media", or the schedule's job
    batch_size: int = 0
    expression: str = ""
    jobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """One Lambda function. `logical_id` is its name in the template, `entry` in infra/cloud/entry.py."""

    name: str
    entry: str
    bundle: str
    memory_mb: int
    timeout_seconds: int
    sources: tuple[EventSource, ...] = field(default=())

    @property
    def logical_id(self) -> str:
        return f"{self.name.capitalize()}Function"

    @property
    def jobs(self) -> tuple[str, ...]:
        return tuple(job for source in self.sources for job in source.jobs)


def functions_of(app: Chalice) -> list[Function]:
    """The functions that an application needs. Raises TypeError for a kind of event that the fair does not use."""
    sources = _sources(app.event_sources)
    often = [source for source in sources if source.expression.startswith("rate(")]
    at_night = [source for source in sources if source.expression.startswith("cron(")]
    functions = [
        Function("api", "pages", "api", 1024, 29),
        Function("media", "queue", "media", 2048, 120, _of_kind(sources, "queue")),
        Function("projections", "stream", "api", 512, 120, _of_kind(sources, "stream")),
        Function("minute", "schedule", "api", 512, 55, tuple(often)),
        Function("nightly", "schedule", "api", 1024, 900, tuple(at_night)),
    ]
    return [function for function in functions if function.name == "api" or function.sources]


def _of_kind(sources: Iterable[EventSource], kind: str) -> tuple[EventSource, ...]:
    return tuple(source for source in sources if source.kind == kind)


def _sources(declared: Iterable[Any]) -> list[EventSource]:
    """One source for each table, queue and schedule: a table's jobs share one reader, since a shard of a stream
    bears two readers and no more."""
    by_name: dict[tuple[str, str], EventSource] = {}
    for config in declared:
        source = _source(config)
        other = by_name.get((source.kind, source.name), source)
        jobs = tuple(dict.fromkeys(other.jobs + source.jobs))
        size = min(source.batch_size, other.batch_size)
        by_name[source.kind, source.name] = EventSource(
            source.kind, source.name, size, source.expression, jobs
        )
    return sorted(by_name.values(), key=lambda source: (source.kind, source.name))


def _source(config: Any) -> EventSource:
    if isinstance(config, DynamoDBEventConfig):
        assert config.stream_arn.startswith(STREAM), "a stream is named by its table: stream:orders"
        table = config.stream_arn.removeprefix(STREAM)
        return EventSource("stream", table, config.batch_size, jobs=(config.name,))
    if isinstance(config, SQSEventConfig):
        assert config.queue == settings().media_queue, "only the queue of uploads has a function"
        return EventSource("queue", "media", config.batch_size, jobs=(config.name,))
    if isinstance(config, ScheduledEventConfig):
        expression = config.schedule_expression
        text = expression.to_string() if isinstance(expression, ScheduleExpression) else expression
        return EventSource("schedule", config.name, expression=text, jobs=(config.name,))
    raise TypeError(f"{config.name}: the fair has no {type(config).__name__}")
