"""`python -m infra.local`: the whole fair on one machine, until Ctrl-C."""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chalicelib.settings import WrongSetting
from infra.local.engine.process import PROJECT, Engine, EngineFailed, start
from infra.local.home import FolderUnfit, Home, InUse

HOST = "127.0.0.1"
MOST_PORT = 65_535
DEMO_BANK = "乡集体验银行|乡集（体验）|6200 0000 0000 0000"
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_REPORTS = 10


class CannotStart(Exception):
    """A sentence for the person at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _asked(arguments)
    try:
        _run(Home(options.data.resolve()), options.port, with_demo=options.demo)
    except KeyboardInterrupt:
        print("\nStopped before the fair was open.")
    except (CannotStart, FolderUnfit, InUse, EngineFailed, WrongSetting) as error:
        print(f"The fair cannot start: {error}.", file=sys.stderr)
        return 1
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local",
        description="Run the whole fair on this machine, with all data in one folder.",
        epilog="DATA, PORT and DEMO=0 in the environment say the same.",
    )
    environment = os.environ
    parser.add_argument("--data", type=Path, default=Path(environment.get("DATA") or ".fair"))
    parser.add_argument("--port", type=_port, default=environment.get("PORT") or "8000")
    parser.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        default=environment.get("DEMO") != "0",
        help="load the demo data at the first start",
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number up to {MOST_PORT}, not {text!r}")
    return int(text)


def _run(home: Home, port: int, *, with_demo: bool) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    os.umask(
        0o077
    )  # whatever is written, here and by the engine, is for the person who runs the fair alone
    lock = home.hold()
    listener = _listen(port)
    home.clear_half_loaded()
    variables = _environment(home, listener.getsockname()[1], with_demo=with_demo)
    os.environ.update(variables)
    engine = _start_engine(home)
    home.write_environment({**variables, "AWS_ENDPOINT_URL": engine.endpoint})
    try:
        _serve(home, engine, listener, with_demo=with_demo)
    finally:
        engine.stop()
        listener.close()
        os.close(lock)


def _serve(home: Home, engine: Engine, listener: socket.socket, *, with_demo: bool) -> None:
    from app import app  # noqa: PLC0415 - the environment says first where everything is
    from chalicelib.logs import write_logs  # noqa: PLC0415

    write_logs(for_people=True, to=sys.stderr)
    engine.wait_until_ready()
    delivery = _prepare(app, home, with_demo=with_demo)
    server = _gateway(app, engine, listener)
    stopping = _stop_in_order()
    delivery.start()
    threading.Thread(target=server.run, name="gateway", daemon=True).start()
    _tell(home)
    _watch(engine, delivery, stopping)
    server.close()
    delivery.stop()
    if not engine.is_running:
        raise CannotStart("the engine ended; what it had answered is kept")


def _prepare(app: Any, home: Home, *, with_demo: bool) -> Any:
    """Make what the fair needs before its first visitor; returns the delivery of its events."""
    from infra.local.delivery.deliver import delivery_for  # noqa: PLC0415
    from infra.local.delivery.places import announce_incoming, make_places  # noqa: PLC0415
    from infra.local.delivery.sources import queue_names  # noqa: PLC0415
    from infra.tables import create_tables  # noqa: PLC0415

    create_tables()
    make_places(queue_names(app))
    announce_incoming()
    if with_demo and not home.is_loaded:
        print("Loading the demo data (once) …", flush=True)
        home.begin_loading()
        _load_demo(home)
        home.end_loading()
    elif not home.is_loaded:
        from infra.local.demo.load import add_local_people  # noqa: PLC0415

        add_local_people()
    return delivery_for(app, home.folder)  # the checkpoints of the demo data are there now


def _load_demo(home: Home) -> None:
    command = [sys.executable, "-m", "infra.local.demo", str(home.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=PROJECT) as loading:  # noqa: S603 - our own command
        try:
            is_loaded = loading.wait() == 0
        finally:
            loading.kill()
    if not is_loaded:
        raise CannotStart("the demo data could not be loaded; what went wrong stands above")


def _start_engine(home: Home) -> Engine:
    from infra import locale, static_names, tables  # noqa: PLC0415 - settings are read when it is imported
    from infra.local.delivery.sources import CheckpointDamaged, read_checkpoint  # noqa: PLC0415

    locale.build()
    static_names.build()
    requests = tables.table_requests(tables.all_records())
    definitions = {request["TableName"]: request for request in requests}
    (home.folder / "tables.json").write_text(json.dumps(definitions))
    checkpoints = (home.folder / "checkpoints").glob("*.json")
    try:
        offsets = [read_checkpoint(checkpoint) for checkpoint in checkpoints]
    except CheckpointDamaged as error:
        raise CannotStart(str(error)) from None
    engine = start(
        [
            "-m",
            "infra.local.journal",
            "--data",
            str(home.folder),
            "--delivered",
            str(min(offsets, default=0)),
        ],
        {"S3_PERSIST": "1", "S3_DATA_DIR": str(home.folder / "objects")},
        word=secrets.token_urlsafe(24),
    )
    os.environ["AWS_ENDPOINT_URL"] = engine.endpoint
    return engine


def _environment(home: Home, port: int, *, with_demo: bool) -> dict[str, str]:
    own = home.secrets()
    storage = own.pop("storage")  # what signs forms and private addresses
    return {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": storage,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": HOST,
        "FAIR_STAGE": "local",
        "FAIR_BASE_URL": f"http://{HOST}:{port}",
        "FAIR_BANK": os.environ.get("FAIR_BANK") or DEMO_BANK,
        "FAIR_LOG_LEVEL": os.environ.get("FAIR_LOG_LEVEL") or "warning",
        "FAIR_DEMO": "1" if with_demo or home.is_loaded else "",
        **{f"FAIR_SECRET_{name.upper()}": value for name, value in own.items()},
    }


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=1024)
    except PermissionError:
        raise CannotStart(
            f"port {port} is not for everybody; choose another with PORT=8001"
        ) from None
    except OSError:
        raise CannotStart(f"port {port} is in use; choose another with PORT=8001") from None


def _gateway(app: Any, engine: Engine, listener: socket.socket) -> Any:
    from chalicelib.settings import settings  # noqa: PLC0415
    from infra.local.gateway.edge_cache import EdgeCache  # noqa: PLC0415
    from infra.local.gateway.storage_door import StorageDoor  # noqa: PLC0415
    from infra.local.gateway.wsgi import THREADS, Gateway, make_server  # noqa: PLC0415

    door = StorageDoor(engine.endpoint, settings().bucket, PROJECT / "static", THREADS)
    return make_server(Gateway(app, door, app.api.binary_types, EdgeCache()), listener)


def _tell(home: Home) -> None:
    from chalicelib.accounts import terminal_links  # noqa: PLC0415
    from chalicelib.settings import settings  # noqa: PLC0415

    links = {role: settings().base_url + path for role, path in terminal_links().items()}
    home.write_sign_in(links)
    print(
        f"\nThe fair runs on {settings().base_url}\n\nSign in (each link works once):", flush=True
    )
    for role, link in links.items():
        print(f"  {role:<14} {link}")
    print("\nCtrl-C stops it.", flush=True)


def _stop_in_order() -> threading.Event:
    """From now on Ctrl-C does not break off what is being done: it sets this event."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _watch(engine: Engine, delivery: Any, stopping: threading.Event) -> None:
    """Until somebody stops the fair or the engine ends; meanwhile tell the engine which events it may forget."""
    from infra.local.delivery.news import tell_delivered  # noqa: PLC0415
    from infra.local.delivery.sources import least_kept  # noqa: PLC0415

    reported_at = 0.0
    while engine.is_running and not stopping.wait(SECONDS_BETWEEN_LOOKS):
        offset = least_kept(delivery.sources)
        if offset is not None and time.monotonic() > reported_at + SECONDS_BETWEEN_REPORTS:
            tell_delivered(engine.endpoint, offset)
            reported_at = time.monotonic()


if __name__ == "__main__":
    sys.exit(main())
