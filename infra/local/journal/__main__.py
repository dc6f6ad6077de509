"""`python -m infra.local.journal`: the engine behind its journal, as a child of `python -m infra.local`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from infra.local.engine.objects import mend
from infra.local.engine.process import serve
from infra.local.journal.door import Journalled
from infra.local.journal.keeping import JournalDamaged, hold_folder, open_journal

SNAPSHOT_BYTES = 16 * 1024 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description="The engine, as a child of `python -m infra.local`."
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--delivered", type=int, default=0)
    parser.add_argument("--snapshot-bytes", type=int, default=SNAPSHOT_BYTES)
    arguments = parser.parse_args()
    serve(lambda: _journalled(arguments))


def _journalled(arguments: argparse.Namespace) -> Any:
    folder: Path = arguments.data / "journal"
    hold_folder(folder)
    mend(arguments.data / "objects")
    definitions = json.loads((arguments.data / "tables.json").read_text())
    try:
        journal = open_journal(folder, delivered=arguments.delivered, definitions=definitions)
    except JournalDamaged as error:
        sys.exit(f"The journal is damaged: {error}")
    from ministack.app import app  # noqa: PLC0415 - it reads its settings when it is imported

    return Journalled(app, journal, snapshot_bytes=arguments.snapshot_bytes)


if __name__ == "__main__":
    main()
