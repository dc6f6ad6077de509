"""What each cut of `infra/cloud/lean.py` spares a cold start: the bundle against the same bundle with the files of one
library as they are published, in turn. The median difference between two starts of one turn counts."""

import py_compile
import random
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from infra.cloud.lean import CUTS
from infra.tables import all_records, create_tables
from tests.benchmarks.cold_start import CALLS_OF_A_PIECE, cold_start, our_bundle, unzipped
from tests.benchmarks.rows import Row
from tests.engine import start_engine

STARTS = 60
FIGURES = ("total", "first_link")


def rows() -> Iterator[Row]:
    start_engine()
    create_tables(all_records())
    with tempfile.TemporaryDirectory() as folder:
        lean = unzipped(our_bundle(Path(folder) / "ours"))
        homes = {"": lean} | {name: _without(name, lean) for name in CUTS}
        figures: dict[str, list[dict[str, float]]] = {name: [] for name in homes}
        for start in range(STARTS):
            calls = start * CALLS_OF_A_PIECE // STARTS
            for name in random.sample(list(homes), len(homes)):
                figures[name].append(cold_start(homes[name], calls=calls))
        for name in CUTS:
            for figure in FIGURES:
                more = [
                    whole[figure] - cut[figure]
                    for whole, cut in zip(figures[name], figures[""], strict=True)
                ]
                yield Row(
                    f"lean_cuts_{name}_{figure}", round(statistics.median(more), 1), "CPU ms spared"
                )


def _without(cut: str, lean: Path) -> Path:
    """The bundle with the files of a cut as their library has them."""
    home = lean.with_name(cut)
    shutil.copytree(lean, home)
    for name in CUTS[cut]:
        package, _, rest = name.partition("/")
        found = find_spec(package)
        assert found is not None
        assert found.origin is not None
        py_compile.compile(
            str(Path(found.origin).parent / rest),
            cfile=str(home / f"{name}c"),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
    return home
