"""The shelf of the cloud: what was built, and an engine that runs it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.cloud.target import NoFit, target_here
from infra.local.engine.process import Engine, start
from tests.gathered import not_checked
from tests.infra.cloud import Cloud
from tests.infra.handbook import ask, line_with, run
from tests.together import made_once

ROOT = Path(__file__).resolve().parents[2]


def built_in(folder: Path, *, hash_seed: str) -> Path:
    """Run `python -m infra.build` as `make package` does; skips, and says it at the end, where it cannot be done."""
    try:
        target_here("x86_64")
    except NoFit as reason:
        not_checked.add(str(reason))
        pytest.skip(str(reason))
    command = [sys.executable, "-m", "infra.build", "--folder", str(folder)]
    environment = {**_plain_environment(), "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(  # noqa: S603 - a command of our own
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """api.zip, media.zip, template.json and static/ as `make package` makes them."""
    return made_once(tmp_path_factory, "built", lambda folder: built_in(folder, hash_seed="1"))


@pytest.fixture(scope="session")
def cloud(built: Path) -> Iterator[Cloud]:
    """The fair, deployed to an engine of its own that enforces its roles."""
    engine = start(["-m", "tests.infra.cloud_engine"], {"AUTH": "true", "LOG_LEVEL": "ERROR"})
    try:
        engine.wait_until_ready()
        yield _deployed(engine, built)
    finally:
        engine.stop()


def _deployed(engine: Engine, built: Path) -> Cloud:
    cloud = Cloud(engine.endpoint)
    ask(cloud, line_with("aws", "mb"))
    run(cloud, line_with("infra.cloud.deploy"), "--build", str(built))
    cloud.look()
    return cloud


def _plain_environment() -> dict[str, str]:
    """The environment of somebody who has just cloned the fair."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("FAIR_", "AWS_"))
    }
