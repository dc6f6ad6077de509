"""A market of one stall: the smallest application that has pages, orders, a stream, a queue and a schedule."""

import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from chalice.app import Blueprint, DynamoDBEvent, Response
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.errors import Refused
from chalicelib.store import AlreadyThere, Record, put_new, put_object, table, transaction
from chalicelib.web.page.fair import Fair
from infra.local.delivery.deliver import Delivery
from infra.local.delivery.places import make_places
from infra.local.delivery.sources import sources_of
from infra.local.engine.process import PROJECT, Engine, start
from infra.local.gateway.storage_door import StorageDoor
from infra.local.gateway.wsgi import THREADS, Gateway, make_server
from infra.tables import create_tables, table_request

STOCK = 1_000_000
pages = Blueprint(__name__)


class Stock(Record):
    Meta = table("small-stock")

    sku_id = UnicodeAttribute(hash_key=True)
    left = NumberAttribute()


class Order(Record):
    Meta = table("small-orders", stream=True)

    buyer_id = UnicodeAttribute(hash_key=True)
    order_id = UnicodeAttribute(range_key=True)
    quantity = NumberAttribute()


class Receipt(Record):
    Meta = table("small-receipts")

    order_id = UnicodeAttribute(hash_key=True)
    quantity = NumberAttribute()


class Notice(Record):
    Meta = table("small-notices")

    order_id = UnicodeAttribute(hash_key=True)
    offset = UnicodeAttribute()


RECORDS = [Stock, Order, Receipt, Notice]


def place_order(buyer_id: str, order_id: str, quantity: int) -> None:
    """An order, its receipt and the stock, together or not at all."""
    with transaction() as tx:
        order = Order(buyer_id, order_id, quantity=quantity)
        tx.put(order, when=Order.order_id.does_not_exist(), otherwise=AlreadyThere())
        receipt = Receipt(order_id, quantity=quantity)
        tx.put(receipt, when=Receipt.order_id.does_not_exist(), otherwise=AlreadyThere())
        tx.update(
            Stock("pear"),
            Stock.left.add(-quantity),
            when=Stock.left >= quantity,
            otherwise=Refused("sold-out"),
        )


@pages.route("/not-found")
def not_found() -> Response:
    return Response("no such page", status_code=404, headers={"Content-Type": "text/plain"})


@pages.route("/orders/{order_id}", methods=["POST"], content_types=["text/plain"])
def create_order(order_id: str) -> Response:
    place_order("mei", order_id, int(json.loads(pages.current_request.raw_body)))
    return Response("", status_code=201)


@pages.route("/photos-of/{name}", methods=["POST"], content_types=["application/octet-stream"])
def keep_photo(name: str) -> Response:
    content = pages.current_request.raw_body
    assert isinstance(content, bytes)
    put_object(f"photos/{name}", content, content_type="image/jpeg")
    return Response("", status_code=201)


@pages.route("/uploads/refused")
def refused() -> Response:
    asked: Any = pages.current_request.query_params
    code = asked["code"]
    return Response(
        f"<h1>refused: {code}</h1>", status_code=422, headers={"Content-Type": "text/html"}
    )


@pages.on_dynamodb_record(stream_arn="stream:small-orders", batch_size=50)
def notify(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    for record in event:
        if record.event_name == "INSERT":
            order_id = record.new_image["order_id"]["S"]
            with suppress(AlreadyThere):
                put_new(Notice(order_id, offset=record.sequence_number))
    return {"batchItemFailures": []}


def small_fair() -> Any:
    app = Fair(app_name="small-fair")
    app.register_blueprint(pages)
    return app


def write_definitions(data: Path) -> None:
    definitions = {str(record.Meta.table_name): table_request(record) for record in RECORDS}
    (data / "tables.json").write_text(json.dumps(definitions))


@contextmanager
def engine_on(data: Path, *arguments: str) -> Iterator[Engine]:
    """A real engine behind a real journal on a folder."""
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "tables.json").exists():
        (data / "tables.json").write_text("{}")
    engine = start(
        ["-m", "infra.local.journal", "--data", str(data), *arguments],
        {"S3_PERSIST": "1", "S3_DATA_DIR": str(data / "objects")},
    )
    try:
        engine.wait_until_ready()
        yield engine
    finally:
        engine.stop()


def main() -> None:
    """`python -m tests.local.small_fair DATA`: prints the engine's process id and port, and the gateway's port."""
    data = Path(sys.argv[1])
    data.mkdir(parents=True, exist_ok=True)
    write_definitions(data)
    with engine_on(data, "--log-bytes", "60000") as engine:
        os.environ["AWS_ENDPOINT_URL"] = engine.endpoint
        app = small_fair()
        create_tables(RECORDS)
        make_places([])
        if not list(Stock.scan()):
            Stock("pear", left=STOCK).save()
        listener = socket.create_server(("127.0.0.1", 0))
        door = StorageDoor(engine.endpoint, os.environ["FAIR_BUCKET"], PROJECT / "static", THREADS)
        server = make_server(Gateway(app, door, app.api.binary_types), listener)
        delivery = Delivery(app, sources_of(app, engine.endpoint, data / "checkpoints"))
        delivery.start()
        ports = [engine.process.pid, engine.port, listener.getsockname()[1]]
        sys.stdout.write(json.dumps(ports) + "\n")
        sys.stdout.flush()
        threading.Thread(target=server.run, daemon=True).start()
        sys.stdin.read()
        delivery.stop()


if __name__ == "__main__":
    main()
