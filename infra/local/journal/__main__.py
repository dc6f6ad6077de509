"""`python -m infra.local.journal`: the engine behind its journal, as a child of `python -m infra.local`."""

import argparse
import json
from pathlib import Path
from typing import Any

from infra.local.engine.objects import mend
from infra.local.engine.process import serve
from infra.local.engine.quicker import application
from infra.local.journal.door import Journalled
from infra.local.journal.keeping import OldJournal, open_journal
from infra.local.journal.mark import JournalDamaged
from infra.local.journal.rows import LOG_BYTES
from infra.local.journal.writing import end_engine


def main() -> None:
    parser = argparse.ArgumentParser(
        description="The engine, as a child of `python -m infra.local`."
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--delivered", type=int, default=0)
    parser.add_argument("--log-bytes", type=int, default=LOG_BYTES)
    arguments = parser.parse_args()
    serve(lambda: _journalled(arguments))


def _journalled(arguments: argparse.Namespace) -> Any:
    data: Path = arguments.data
    try:
        journal = open_journal(
            data / "journal",
            delivered=arguments.delivered,
            definitions=json.loads((data / "tables.json").read_text()),
            log_bytes=arguments.log_bytes,
        )
    except (JournalDamaged, OldJournal, TimeoutError) as error:
        end_engine("the journal cannot be opened", error)
    mend(data / "objects")
    return Journalled(application(), journal)


if __name__ == "__main__":
    main()
