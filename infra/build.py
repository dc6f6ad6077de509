"""`make package`: the bundles and the template, into build/."""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from app import app
from infra.cloud.bundle import build_bundles
from infra.cloud.files import write_files
from infra.cloud.rights import read_rights
from infra.cloud.target import NoFit, Target, target_here
from infra.cloud.template import template
from infra.tables import all_records

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"


def build(folder: Path = BUILD, architecture: str = "x86_64") -> None:
    """Make api.zip, media.zip, template.json and static/ in a folder; what it held is gone.

    The same sources and libraries give the same bytes. Raises NoFit where they cannot be made.
    """
    target = target_here(architecture)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as staged:
        zips = [Path(shutil.copy(bundle, folder)) for bundle in build_bundles(Path(staged), target)]
    write_files(ROOT / "static", folder / "static")
    digests = {path.stem: _digest([path]) for path in zips}
    keys = {name: f"{name}-{digest}.zip" for name, digest in digests.items()}
    _write_template(folder, target, keys, _version(folder))


def _write_template(folder: Path, target: Target, keys: dict[str, str], version: str) -> None:
    records = all_records()
    whole = template(app, records, read_rights(records), target, keys, version)
    (folder / "template.json").write_text(json.dumps(whole, indent=1) + "\n")


def _version(folder: Path) -> str:
    """It changes with the code and with the static files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    files = [path for path in sorted((folder / "static").rglob("*")) if path.is_file()]
    return f"{project}+{_digest([*files, folder / 'media.zip'])}"


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def asked_for(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build what runs in Lambda.")
    parser.add_argument("--architecture", default="x86_64", help="x86_64 (default) or arm64")
    parser.add_argument("--folder", type=Path, default=BUILD)
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> None:
    options = asked_for(words)
    try:
        build(options.folder, options.architecture)
    except NoFit as reason:
        sys.exit(str(reason))
    for name in ("api.zip", "media.zip", "template.json"):
        print(f"{options.folder / name}\t{(options.folder / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
