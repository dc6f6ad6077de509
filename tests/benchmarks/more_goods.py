"""More goods on show in a local fair that is not running: `python -m tests.benchmarks.more_goods FOLDER COUNT`.

They are written by way of the engine and its journal, as a fair writes them. Prints the path of one of which there is
plenty."""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.local.engine.process import start

FIRST_DAY = datetime(2020, 5, 1, tzinfo=UTC)
PLENTY = 100_000


def main(folder: Path, count: int) -> None:
    engine = start(["-m", "infra.local.journal", "--data", str(folder)], {})
    try:
        engine.wait_until_ready()
        os.environ["AWS_ENDPOINT_URL"] = engine.endpoint
        listing_ids = _add(count)
    finally:
        engine.stop()
    sys.stdout.write(json.dumps(f"/goods/{listing_ids[0]}"))


def _add(count: int) -> list[str]:
    """Goods as those of the demo's stalls, each a minute older than the one before."""
    from chalicelib.catalogue import PUBLIC, Listing, sku_of, state_since
    from chalicelib.stock import Stock
    from infra.local.demo.bulk import item_of, write_items
    from infra.local.demo.counties import evenings
    from infra.local.demo.stalls import demo_id, stall

    stalls = [stall(evening) for evening in evenings()]
    patterns = [pair for each in stalls for pair in zip(each.listings, each.stock, strict=True)]
    listings, stock, ids = [], [], []
    for number in range(count):
        listing, on_shelf = (record.serialize() for record in patterns[number % len(patterns)])
        listing_id = demo_id("bench", str(number))
        since = state_since(PUBLIC, FIRST_DAY - timedelta(minutes=number))
        own = item_of({"listing_id": listing_id, "sku_id": sku_of(listing_id)})
        listings.append({**listing, **own, **item_of({"state_since": since})})
        stock.append({**on_shelf, **own, **item_of({"left": PLENTY, "price_fen": 16_800})})
        ids.append(listing_id)
    write_items(Stock, stock)
    write_items(Listing, listings)
    return ids


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
