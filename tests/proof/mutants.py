"""Each guard of stock and money is taken away in turn, and the market must notice: `make mutants`.

A mutant is the same code with one text replaced; it runs in a process of its own, from memory.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tests.proof.guards import MUTANTS, Loss

ROOT = Path(__file__).resolve().parents[2]
MACHINE = "tests/proof/test_machine.py"
PROMISES = (
    "tests/proof/promises.py",
    "tests/proof/deeds.py",
    "tests/proof/streams.py",
)  # where a failure counts as noticed
EXAMPLES, STEPS = "30", "25"
SECONDS = 900
PASSED, FAILED = 0, 1
AS_IT_IS = "nothing"


def source_of(module: str) -> Path:
    return ROOT / "chalicelib" / f"{module.replace('.', '/')}.py"


def without(losses: Sequence[Loss], module: str, text: str) -> str:
    """The text of a module as a mutant has it. Raises LookupError when a guard is not where it was."""
    for loss in losses:
        if loss.module == module:
            if text.count(loss.text) != 1:
                raise LookupError(f"{module} has {text.count(loss.text)} times: {loss.text}")
            text = text.replace(loss.text, loss.instead)
    return text


class Mutation(importlib.abc.MetaPathFinder):
    """Loads the modules of a mutant from its texts, and leaves all others alone."""

    def __init__(self, losses: Sequence[Loss]) -> None:
        self.texts = {
            f"chalicelib.{module}": without(losses, module, source_of(module).read_text())
            for module in {loss.module for loss in losses}
        }

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,  # noqa: ARG002 - what Python passes
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> Any:
        if name not in self.texts:
            return None
        place = str(source_of(name.removeprefix("chalicelib.")))
        loader = _Text(name, place, self.texts[name])
        return importlib.util.spec_from_file_location(name, place, loader=loader)


class _Text(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, place: str, text: str) -> None:
        super().__init__(name, place)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - what Python passes
        return compile(self.text, self.path, "exec")


def run(name: str) -> int:
    """The machine against one mutant, in this process."""
    import pytest

    sys.meta_path.insert(0, Mutation(MUTANTS.get(name, ())))
    return int(
        pytest.main(
            [MACHINE, "-x", "-q", "--no-header", "-p", "no:cacheprovider", "--show-capture=no"]
        )
    )


def verdict_of(name: str) -> tuple[str, str]:
    """Run a mutant in a process of its own: "killed", "SURVIVED" or "broken", and what was noticed."""
    environment = {"FAIR_PROOF_EXAMPLES": EXAMPLES, "FAIR_PROOF_STEPS": STEPS, **os.environ}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "tests.proof.mutants", "--one", name],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode == PASSED:
        return "SURVIVED", ""
    lines = done.stdout.splitlines()
    noticed = [line for line in lines if line.startswith(PROMISES) and "Error" in line]
    if done.returncode != FAILED or not noticed:
        return "broken", "\n".join([*lines[-30:], done.stderr[-2000:]])
    why = [line.removeprefix("E").strip() for line in lines if line.startswith("E  ")]
    return "killed", next(
        (line for line in why if line.startswith(("Assertion", "assert"))), noticed[0]
    )


def main(wanted: Sequence[str]) -> int:
    """One line for each mutant; 1 when any survives."""
    names = [name for name in (AS_IT_IS, *MUTANTS) if not wanted or any(w in name for w in wanted)]
    failed = 0
    for name in names:
        begun = time.monotonic()
        verdict, noticed = verdict_of(name)
        is_right = verdict == ("SURVIVED" if name == AS_IT_IS else "killed")
        failed += not is_right
        said = "holds" if name == AS_IT_IS and is_right else verdict
        print(f"{said:9} {time.monotonic() - begun:4.0f} s  {name}: {noticed[:3000]}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.exit(run(sys.argv[2]))
    sys.exit(main(sys.argv[1:]))
