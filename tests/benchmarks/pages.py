"""What pages weigh on the wire, compressed, beside their budgets (front-end page of the design)."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from infra import locale, static_names
from infra.cloud.files import as_it_travels
from infra.tables import create_tables
from tests.benchmarks.rows import Row
from tests.engine import wipe

KILOBYTE = 1024
STATIC = Path(__file__).resolve().parents[2] / "static"
BUDGETS_KB = {"/": 60, "/goods/{listing}": 60, "/checkout": 40, "/sign-in": 40, "/live": 60}


def rows() -> Iterator[Row]:
    from app import app
    from tests.client import Client
    from tests.goods import on_show

    create_tables()
    wipe()
    locale.build()
    static_names.build()
    listing = on_show()
    visitor = Client(app, lang="zh-CN")
    line = {"sku_id": listing.sku_id, "quantity": 1, "price_fen": int(listing.price_fen)}
    visitor.post("/basket/lines", **line)
    for path, budget in BUDGETS_KB.items():
        html = visitor.get(path.format(listing=listing.listing_id)).body
        weight = sum(map(_compressed, [html.encode(), *_files_of(html)]))
        yield Row(f"page_bytes {path}", weight, "bytes", "budget", budget * KILOBYTE)


def _files_of(html: str) -> Iterator[bytes]:
    """The stylesheet and the modules that a page names; not its pictures."""
    for name in set(re.findall(r'(?:href|src)="/static/([\w.-]+\.(?:css|js))', html)):
        yield as_it_travels(STATIC / static_names.plain(name))


def _compressed(body: bytes) -> int:
    return len(gzip.compress(body, 6))
