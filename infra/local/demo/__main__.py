"""`python -m infra.local.demo FOLDER`: loads the demo data into a fair that is being started, in a process of its own.

What it takes in memory goes with it: Python keeps what it once took. It ends with whoever started it."""

import os
import signal
import sys
import threading
from pathlib import Path

from app import app
from chalicelib.impact import publish_due
from infra.local.delivery.deliver import delivery_for
from infra.local.demo.load import load


def main(folder: Path) -> None:
    load()
    delivery_for(app, folder).deliver_all()
    publish_due()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main(Path(sys.argv[1]))
