"""Applications that listen, and what delivers to them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from chalice.app import Chalice

from infra.local.delivery.deliver import DeadLetters, Delivery
from infra.local.delivery.sources import sources_of
from tests.engine import start_engine

Taken = list[dict[str, Any]]


def delivery(app: Chalice, home: Path) -> Delivery:
    sources = sources_of(app, start_engine(), home / "checkpoints")
    return Delivery(app, sources, DeadLetters(home / "dead-letters"))


def listening(
    answer: Callable[[dict[str, Any]], Any], *, batch_size: int = 10
) -> tuple[Any, Taken]:
    """An application that listens to orders, and the events that it got."""
    app, taken = Chalice("listener"), Taken()

    @app.on_dynamodb_record(stream_arn="stream:small-orders", batch_size=batch_size)
    def listen(event: Any) -> Any:
        taken.append(event.to_dict())
        return answer(taken[-1])

    return app, taken
