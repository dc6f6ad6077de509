"""ministack, spared of what it does anew for each write: it copies every item several times with all the care of
`copy.deepcopy`, and reads each expression up to six times, of which the fair has a few dozen."""

import copy
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

MOST_EXPRESSIONS = 1_000
ATOMS = {str, int, float, bool, type(None)}


def application() -> Any:
    """The engine's ASGI application. Raises AttributeError when ministack has no longer what is replaced in it."""
    from ministack.app import app  # noqa: PLC0415 - it reads its settings when it is imported
    from ministack.services import dynamodb  # noqa: PLC0415

    if dynamodb.copy is copy:
        dynamodb.copy = SimpleNamespace(deepcopy=copied)
        syntax_error = lru_cache(MOST_EXPRESSIONS)(dynamodb._condition_syntax_error)  # noqa: SLF001
        dynamodb._condition_syntax_error = syntax_error  # noqa: SLF001
        tokens = lru_cache(MOST_EXPRESSIONS)(dynamodb._tokenize)  # noqa: SLF001
        dynamodb._tokenize = lambda expression: list(tokens(expression))  # noqa: SLF001
    return app


def copied(value: Any) -> Any:
    """A deep copy of JSON; of anything else what `copy.deepcopy` makes."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind is dict:
        return {name: copied(part) for name, part in value.items()}
    return list(map(copied, value)) if kind is list else copy.deepcopy(value)
