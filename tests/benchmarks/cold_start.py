"""What a cold start costs: import, first page, first query, in a fresh process from the unzipped bundle, beside the
zip that a plain `chalice package` makes of the same fair. The least of several starts counts: neighbours only add."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from infra.build import build
from infra.tables import all_records, create_tables
from tests.benchmarks.rows import Row
from tests.engine import start_engine

ROOT = Path(__file__).resolve().parents[2]
STARTS = 11
CALLS_OF_A_PIECE = 136  # of Python's stack: each start begins elsewhere in it, since an import may cross its edge often
PLAIN = "chalice package"
OUR_ENTRY = "entry.pages"
FIGURES = {
    "import": "CPU ms",
    "first_page": "CPU ms",
    "first_query": "CPU ms",
    "total": "CPU ms",
    "first_link": "CPU ms",
    "memory": "MB",
    "warm_page": "CPU ms a page",
    "warm_query": "CPU ms a page",
}


def rows() -> Iterator[Row]:
    start_engine()
    create_tables(all_records())
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = our_bundle(Path(folder) / "ours"), _plain(Path(folder) / "plain")
        media = ours.with_name("media.zip").stat().st_size
        homes = {zipped: unzipped(zipped) for zipped in (ours, plain)}
        shutil.copytree(ROOT / "templates", homes[plain] / "templates")  # Chalice leaves them out
        figures: dict[Path, list[dict[str, float]]] = {ours: [], plain: []}
        for start in range(STARTS):
            calls = start * CALLS_OF_A_PIECE // STARTS
            for zipped, home in homes.items():  # in turn, so that a busy moment hits both
                entry = OUR_ENTRY if zipped == ours else "app.app"
                figures[zipped].append(cold_start(home, entry, calls))
        for name, unit in FIGURES.items():
            mine, other = (
                min(figure[name] for figure in figures[zipped]) for zipped in (ours, plain)
            )
            yield Row(f"cold_start_{name}", round(mine, 2), unit, PLAIN, round(other, 2))
        yield Row("cold_start_api_zip", round(ours.stat().st_size / 1e6, 2), "MB")
        size, other_size = media / 1e6, plain.stat().st_size / 1e6  # both hold Pillow
        yield Row("cold_start_media_zip", round(size, 2), "MB", PLAIN, round(other_size, 2))


def our_bundle(folder: Path) -> Path:
    build(folder)
    return folder / "api.zip"


def _plain(folder: Path) -> Path:
    """The zip of the same code by Chalice's own command."""
    for name in ("app.py", "requirements.txt"):
        folder.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder)
    for name in ("chalicelib", ".chalice"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "deployments")
        )
    chalice = Path(sys.executable).with_name("chalice")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [str(chalice), "package", "--stage", "production", "out"]
    subprocess.run(  # noqa: S603 - our own command
        command,
        cwd=folder,
        check=True,
        capture_output=True,
        env={**environment, "AWS_DEFAULT_REGION": "us-east-1"},
    )
    return folder / "out" / "deployment.zip"


def unzipped(zipped: Path) -> Path:
    home = zipped.with_suffix("")
    with zipfile.ZipFile(zipped) as packed:
        packed.extractall(home)
    return home


def cold_start(home: Path, entry: str = OUR_ENTRY, calls: int = 0) -> dict[str, float]:
    """One start, in a process that finds nothing but the bundle and the standard library, and cannot write there."""
    command = [sys.executable, "-I", "-S", "-B", str(Path(__file__).with_name("one_start.py"))]
    names = ("AWS_", "FAIR_")
    environment = {name: value for name, value in os.environ.items() if name.startswith(names)}
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, str(home), entry, str(calls)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
