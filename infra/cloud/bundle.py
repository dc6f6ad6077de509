"""The zips: a staged copy of the fair with its libraries, compiled, and the same bytes each time."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from app import app
from chalicelib.web.page.render import environment
from infra import locale, static_names
from infra.cloud.lean import services_used, trim
from infra.cloud.target import NoFit, Target
from infra.cloud.wheels import OF_MEDIA, install, locked

ROOT = Path(__file__).resolve().parents[2]
MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell
FILE, LINUX = 0o644 << 16, 3
MOST_BYTES = 250_000_000  # what Lambda unpacks
OF_CHALICE = ("__init__.py", "app.py")
OWN = ("app.py", "entry.py", "chalicelib")
TEMPLATES = "chalicelib/_templates"
UNWANTED = ("__pycache__", "*.pyc", "*.pyi", "py.typed")


def build_bundles(folder: Path, target: Target) -> list[Path]:
    """Write api.zip (without Pillow) and media.zip (with it). Raises NoFit when a library has no wheel."""
    lock = locked(ROOT / "requirements.txt")
    for_media = [library for library in lock if library.partition("==")[0] in OF_MEDIA]
    common, pictures = folder / "common", folder / "pictures"
    _stage(common, [library for library in lock if library not in for_media], target)
    install(for_media, pictures, target)
    if not (pictures / "PIL").is_dir():
        raise NoFit("Pillow is not in the bundle of the media job.")
    for part in (common, pictures):
        _drop_unwanted(part)
        _compile(part)
    return [
        write_zip([common], folder / "api.zip"),
        write_zip([common, pictures], folder / "media.zip"),
    ]


def _stage(folder: Path, lock: list[str], target: Target) -> None:
    locale.build()
    static_names.build()
    install(lock, folder, target)
    trim(folder, services_used(ROOT / "chalicelib"))
    for source in (ROOT / "app.py", ROOT / "infra/cloud/entry.py"):
        shutil.copy(source, folder)
    (folder / "homes.json").write_text(json.dumps(homes(), separators=(",", ":")))
    shutil.copytree(
        ROOT / "chalicelib", folder / "chalicelib", ignore=shutil.ignore_patterns(*UNWANTED)
    )
    (folder / "chalice").mkdir()
    for name in OF_CHALICE:
        shutil.copy(_home("chalice") / name, folder / "chalice")
    environment().compile_templates(
        folder / TEMPLATES, zip=None, ignore_errors=False, extensions=["html"]
    )


def homes() -> dict[str, list[str]]:
    """The modules of each route of a page, so that Lambda imports a group of pages when it is first asked for."""
    return {
        route: sorted({entry.view_function.__module__ for entry in entries.values()})
        for route, entries in sorted(app.routes.items())
    }


def _drop_unwanted(folder: Path) -> None:
    for pattern in UNWANTED:
        for path in list(folder.rglob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _compile(folder: Path) -> None:
    """Compiled files that nobody compares with their sources at start; named as in Lambda, for tracebacks. Only our
    own code keeps its sources: to look for the others' would cost a moment at each import."""
    own = [folder / name for name in OWN if (folder / name).exists()]
    others = [path for path in folder.iterdir() if path not in own]
    templates = [path for path in (folder / TEMPLATES,) if path.exists()]
    _run_compiler(folder, own)
    _run_compiler(folder, [*others, *templates], "-b")
    for path in [*others, *templates]:
        for source in [path] if path.suffix == ".py" else list(path.rglob("*.py")):
            source.unlink()
    for leftover in list((folder / TEMPLATES).rglob("__pycache__")):
        shutil.rmtree(leftover)


def _run_compiler(folder: Path, paths: Sequence[Path], *options: str) -> None:
    if paths:
        command = [sys.executable, "-m", "compileall", "-q", "-j", "0", *options]
        names = ["--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", "/var/task"]
        subprocess.run(  # noqa: S603 - our own command
            [*command, *names, *map(str, paths)], check=True, env={"PYTHONHASHSEED": "0"}
        )


def write_zip(folders: Sequence[Path], path: Path) -> Path:
    """A zip whose bytes depend on the names and contents of the files, and on nothing else."""
    files = {name: file for folder in folders for name, file in _files(folder)}
    assert sum(file.stat().st_size for file in files.values()) < MOST_BYTES, (
        "Lambda unpacks no more"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for name, file in sorted(files.items()):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.external_attr, entry.create_system = FILE, LINUX
            bundle.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return path


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _home(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
