"""The mutants of `make mutants` are still those of the code that runs."""

import ast

import pytest

from tests.proof.guards import MUTANTS
from tests.proof.mutants import source_of, without


@pytest.mark.parametrize("name", MUTANTS)
def test_every_guard_that_a_mutant_loses_is_there(name: str) -> None:
    losses = MUTANTS[name]

    for module in {loss.module for loss in losses}:
        text = source_of(module).read_text()
        ast.parse(without(losses, module, text))
