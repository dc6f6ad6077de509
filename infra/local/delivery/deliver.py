"""Streams, queues and schedules for the real handlers, with retries and a folder for what nobody could take."""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from infra.local.delivery.batch import Batch
from infra.local.delivery.sources import Schedule, Source, sources_of
from infra.local.files import write_whole
from infra.local.gateway.proxy_event import LambdaContext

FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 10
POLL_SECONDS = 1
MOST_ROUNDS = 10_000

log = logging.getLogger("countyfair.events")


class NotDelivered(Exception):
    """A handler refused an event as often as it was tried."""


class Grave(Protocol):
    """Where an event goes that no retry could deliver."""

    def bury(self, handler: str, event: dict[str, Any], error: Exception) -> None: ...


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """A folder with one JSON file for each event, by handler."""

    folder: Path

    def bury(self, handler: str, event: dict[str, Any], error: Exception) -> None:
        place = self.folder / handler
        place.mkdir(parents=True, exist_ok=True)
        letter = {"error": f"{type(error).__name__}: {error}", "event": event}
        text = json.dumps(letter, ensure_ascii=False, indent=1).encode()
        write_whole(place / f"{time.time_ns()}.json", text)
        log.error("event given up", extra={"handler": handler})


class NoGrave:
    """For tests and first data: what cannot be delivered is an error at once."""

    def bury(self, handler: str, event: dict[str, Any], error: Exception) -> None:
        raise NotDelivered(f"{handler}: {json.dumps(event)[:1000]}") from error


@dataclass
class Delivery:
    """Feeds the handlers of one application. Each source is read by one at a time, as a shard is."""

    app: Any
    sources: Sequence[Source]
    grave: Grave = field(default_factory=NoGrave)
    pause: Callable[[float], object] = field(default=lambda _: None)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def deliver_all(self) -> None:
        """Deliver everything that is pending now, and what comes of it, before returning. Schedules do not fire."""
        sources = everyone = [source for source in self.sources if not isinstance(source, Schedule)]
        for _ in range(MOST_ROUNDS):
            busy = [source for source in sources if self.step(source, wait=0)]
            if not busy and sources is everyone:
                return
            sources = busy or everyone
        raise NotDelivered("the events never end: does a handler write what it reads?")

    def fire(self, name: str) -> None:
        """Let one schedule fire now."""
        schedule = next(source for source in self.sources if source.name == name)
        assert isinstance(schedule, Schedule)
        self._try(schedule, schedule.batch_now())

    def step(self, source: Source, *, wait: float) -> bool:
        """Take the next batch of a source and deliver it; False when there was none within `wait` seconds."""
        with self._locks.setdefault(source.name, threading.Lock()):
            batch = source.take(wait)
            if batch is None:
                return False
            self._try(source, batch)
            return True

    def start(self) -> None:
        """Deliver from now on, one thread for each source, until `stop`."""
        self.pause = self._stop.wait
        for source in self.sources:
            thread = threading.Thread(
                target=self._run, args=[source], name=source.name, daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End after the batch that is being delivered."""
        self._stop.set()
        for thread in self._threads:
            thread.join(POLL_SECONDS + LONGEST_WAIT_SECONDS)

    def _run(self, source: Source) -> None:
        while not self._stop.is_set():
            try:
                self.step(source, wait=POLL_SECONDS)
            except Exception:
                if not self._stop.is_set():
                    log.exception("events of %s cannot be read", source.name)
                    self._stop.wait(1)

    def _try(self, source: Source, batch: Batch) -> None:
        """Invoke until all is taken, from the first record that was refused; what lasts goes to its grave."""
        tries = 0
        while batch.records and not (tries and self._stop.is_set()):
            failed, error = self._invoke(source, batch)
            ids = batch.done(failed)
            source.done(ids)
            batch = batch.without(ids)
            if not failed:
                return
            tries = 1 if ids else tries + 1
            if tries < source.most_tries:
                self.pause(min(FIRST_WAIT_SECONDS * 2**tries, LONGEST_WAIT_SECONDS))
            else:
                self._give_up(source, batch, error)
                return

    def _invoke(self, source: Source, batch: Batch) -> tuple[set[str], Exception]:
        """The ids of the records that were refused, and why."""
        try:
            answer = self.app.handler_map[source.name](batch.event(), LambdaContext())
        except Exception as error:  # whatever a handler raises, Lambda tries again
            log.warning("handler failed", extra={"handler": source.name}, exc_info=True)
            return batch.ids(), error
        failures = (answer or {}).get("batchItemFailures", []) if isinstance(answer, dict) else []
        failed = {failure["itemIdentifier"] for failure in failures}
        return batch.known(failed), NotDelivered("reported as failed")

    def _give_up(self, source: Source, batch: Batch, error: Exception) -> None:
        """Bury a record that is alone; of several, let each have tries of its own, for most may be good."""
        if len(batch.records) == 1:
            self.grave.bury(source.name, batch.event(), error)
            source.done(batch.ids())
            return
        for single in batch.singles():
            if not self._stop.is_set():
                self._try(source, single)


_deliveries: dict[int, Delivery] = {}


def delivery_for(app: Any, home: Path | None = None) -> Delivery:
    """The one delivery of an application in this process. With a home, checkpoints and dead letters are kept there."""
    if id(app) not in _deliveries:
        endpoint = os.environ["AWS_ENDPOINT_URL"]
        sources = sources_of(app, endpoint, home / "checkpoints" if home else None)
        grave = DeadLetters(home / "dead-letters") if home else NoGrave()
        _deliveries[id(app)] = Delivery(app, sources, grave)
    return _deliveries[id(app)]


def deliver_all(app: Any) -> None:
    """Deliver everything that is pending now. Raises NotDelivered in a process that keeps no dead letters."""
    delivery_for(app).deliver_all()
