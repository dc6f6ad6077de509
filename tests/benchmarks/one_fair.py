"""The application alone in a process, on an engine that runs: `python -m tests.benchmarks.one_fair`.

It prints its address and what is on its shelf; then, for each line it hears, the CPU seconds that it has taken and the
DynamoDB calls that it has made. "jobs" delivers first what the streams hold. It ends when its input does."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

SHELF = {"plenty": 100_000, "scarce": 100}


def main() -> None:
    from app import app
    from chalicelib.store import on_call
    from infra import locale, static_names
    from infra.local.delivery.deliver import delivery_for
    from infra.tables import create_tables
    from tests.served import served

    create_tables()
    locale.build()
    static_names.build()
    calls: Counter[str] = Counter()
    on_call(partial(_counted, calls))
    goods = {name: _on_show(name, quantity) for name, quantity in SHELF.items()}
    with served(app, os.environ["AWS_ENDPOINT_URL"]) as address:
        _say({"address": address, "goods": goods})
        for line in sys.stdin:
            if line.strip() == "jobs":
                delivery_for(app, None).deliver_all()
            _say({"cpu": time.process_time(), "calls": calls})


def _on_show(name: str, quantity: int) -> str:
    from chalicelib.catalogue import Goods
    from tests.goods import on_show

    goods = Goods(title=name, price_fen=16_800, category="crafts")
    return f"/goods/{on_show(goods, quantity).listing_id}"


def _counted(
    calls: Counter[str], ask: Callable[..., Any], operation: str, asked: Mapping[str, Any]
) -> Any:
    calls[operation] += 1
    return ask(operation, asked)


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
    os._exit(0)  # threads of a server that nobody asks any more
