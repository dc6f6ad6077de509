"""Every library that runs here is pinned, with all that it leads to, by version and hash (`make lock`)."""

import re
from importlib.metadata import PackageNotFoundError, version

import pytest

from infra.cloud.wheels import hashes_of
from tests.house.source import ROOT

LOCKS = ("requirements-run", "requirements-dev")


def pins_of(name: str) -> dict[str, str]:
    """What a lock pins: each library with its version."""
    return dict(pin.split("==") for pin in hashes_of(ROOT / f"{name}.lock"))


def named_in(name: str) -> dict[str, str]:
    """What a list of requirements names itself, and those that it includes."""
    lines = (ROOT / name).read_text().splitlines()
    pins = dict(line.partition(";")[0].lower().split("==") for line in lines if "==" in line)
    for line in lines:
        if line.startswith("-r "):
            pins |= named_in(line.removeprefix("-r "))
    return {library.replace("_", "-"): pin.strip() for library, pin in pins.items()}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_its_list_names(name: str) -> None:
    assert named_in(f"{name}.txt").items() <= pins_of(name).items()


@pytest.mark.parametrize("name", LOCKS)
def test_each_pin_has_a_hash(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text()
    pins = re.findall(r"^\S+==", text, re.MULTILINE)

    assert len(pins) == len(pins_of(name))
    assert all(
        re.search("sha256:[0-9a-f]{64}", hashes)
        for hashes in hashes_of(ROOT / f"{name}.lock").values()
    )


def test_what_is_installed_is_what_the_locks_say() -> None:
    installed = {}
    for library in pins_of("requirements-dev"):
        try:
            installed[library] = version(library)
        except PackageNotFoundError:  # of another system
            continue

    assert installed.items() <= pins_of("requirements-dev").items()
    assert named_in("requirements.txt").keys() <= installed.keys()


def test_the_runs_lock_is_a_part_of_the_tests() -> None:
    assert pins_of("requirements-run").items() <= pins_of("requirements-dev").items()
