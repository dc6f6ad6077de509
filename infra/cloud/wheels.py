"""The libraries of a bundle: the very versions that the tests run on, as wheels for Lambda."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from infra.cloud.target import NoFit, Target

LOCK = Path(__file__).resolve().parents[2] / "requirements-run.lock"
BUILT_IN = {"chalice"}  # two of its files go in; its commands and their libraries stay out
OF_MEDIA = ("pillow", "pi-heif")
RECORDS = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json")


def locked(requirements: Path) -> list[str]:
    """`name==version` of everything that requirements.txt leads to, as installed here, without Chalice's tools."""
    versions: dict[str, str] = {}
    for requirement in _requirements(requirements.read_text().splitlines()):
        if _name(requirement.name) not in BUILT_IN:
            _follow(requirement, versions)
    return [f"{name}=={version}" for name, version in sorted(versions.items())]


def install(lock: Collection[str], folder: Path, target: Target) -> None:
    """Put the wheels of a lock into a folder, if they have the hashes that we keep. Raises NoFit when one has no such
    wheel for the target."""
    python = ["--implementation", "cp", "--python-version", target.version]
    platforms = [word for name in target.platforms for word in ("--platform", name)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    options = ["--only-binary=:all:", "--target", str(folder), *python, *platforms]
    hashed = hashes_of(LOCK)
    if unknown := sorted(set(lock) - hashed.keys()):
        raise NoFit(f"No hash is kept of {', '.join(unknown)}: run `make lock`.")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{library} {hashed[library]}\n" for library in lock)
        file.flush()
        options += ["--require-hashes", "-r", file.name]
        outcome = subprocess.run([*command, *options], capture_output=True, text=True, check=False)  # noqa: S603
    if outcome.returncode:
        faults = [line for line in outcome.stderr.splitlines() if line.startswith("ERROR")]
        raise NoFit(f"No wheel for {target.runtime} on {target.architecture}: " + "; ".join(faults))
    for name in RECORDS:
        for record in folder.glob(f"*.dist-info/{name}"):
            record.unlink()
    for name in ("bin", "share"):
        shutil.rmtree(folder / name, ignore_errors=True)


def hashes_of(lock: Path) -> dict[str, str]:
    """The hashes of each `name==version` of a file that `make lock` has written, as pip reads them."""
    text = lock.read_text().replace("\\\n", " ")
    entries = (line.partition("--hash") for line in text.splitlines() if "--hash" in line)
    return {entry.partition(";")[0].strip(): f"--hash{rest}" for entry, _, rest in entries}


def _follow(requirement: Requirement, versions: dict[str, str]) -> None:
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return
    name = _name(requirement.name)
    if name in versions:
        return
    installed: Distribution = distribution(name)
    versions[name] = installed.version
    for further in _requirements(installed.requires or []):
        _follow(further, versions)


def _requirements(lines: Iterable[str]) -> list[Requirement]:
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
