"""`make bench`: prints one JSON object a line; the names given choose which benchmarks run."""

import importlib
import sys

from infra import locale, static_names
from tests.engine import start_engine, stop_engine

NAMES = {
    "register_search": "register",
    "journal_writes": "journal",
    "page_bytes": "pages",
    "order_units": "order_units",
    "fold_units": "fold_units",
    "orders_per_second": "orders_per_second",
    "cold_start": "cold_start",
    "lean_cuts": "lean_cuts",
    "great_live": "great_live",
    "live": "live",
    "run": "run",
    "screening": "screening",
    "search": "finding.page",
}


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(NAMES)
    if unknown:
        print(
            f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(NAMES)}",
            file=sys.stderr,
        )
        return 2
    start_engine()
    locale.build()
    static_names.build()
    try:
        for name in chosen or NAMES:
            for row in importlib.import_module(f"tests.benchmarks.{NAMES[name]}").rows():
                row.print()
    finally:
        stop_engine()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
