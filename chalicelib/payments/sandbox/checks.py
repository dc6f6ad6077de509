"""Requests as Stripe would judge them: held against the SDK's own generated types, key by key."""

import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import import_module
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from chalicelib.errors import FairError

_WHOLE = r"-?\d{1,15}"
_PART = r"\[([^\]]*)\]"
_MISFIT = object()


class StripeRefusal(FairError):
    """An error as Stripe answers it: the HTTP status, and what stands under "error"."""

    def __init__(
        self, status: int, code: str, text: str, *, param: str = "", kind: str = ""
    ) -> None:
        super().__init__(code, text=text)
        self.status = status
        self.error = {
            "type": kind or "invalid_request_error",
            "code": code,
            "message": text,
            **({"param": param} if param else {}),
        }


@dataclass(frozen=True, slots=True)
class SandboxJudge:
    """Reads one kind of body: a form, in which all is text, or JSON with types of its own."""

    is_form: bool

    def read(self, value: Any, hint: Any, name: str) -> Any:
        """The value in Python's types. Raises StripeRefusal naming the parameter that does not fit."""
        fitting = self._fit(value, hint, name)
        if fitting is _MISFIT:
            raise StripeRefusal(400, "parameter_invalid", f"Invalid {name}: {value!r}", param=name)
        return fitting

    def _fit(self, value: Any, hint: Any, name: str) -> Any:
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            return self._any_of(value, get_args(hint), name)
        if origin is Literal:
            return value if value in get_args(hint) else _MISFIT
        if origin is list:
            return self._list(value, *get_args(hint), name=name)
        if origin is dict:
            return self._words(value)
        if hasattr(hint, "__required_keys__"):
            return self.fields(value, hint, name) if isinstance(value, Mapping) else _MISFIT
        return self._single(value, hint)

    def fields(self, values: Mapping[str, Any], kind: Any, name: str = "") -> dict[str, Any]:
        """Every key known, every required one there, every value of its type."""
        hints, required = fields_of(kind)
        for key in values:
            if key not in hints:
                whole = _under(name, key)
                raise StripeRefusal(
                    400, "parameter_unknown", f"Received unknown parameter: {whole}", param=whole
                )
        for key in sorted(required - set(values)):
            whole = _under(name, key)
            raise StripeRefusal(
                400, "parameter_missing", f"Missing required param: {whole}.", param=whole
            )
        return {
            key: self.read(value, hints[key], _under(name, key)) for key, value in values.items()
        }

    def _any_of(self, value: Any, hints: tuple[Any, ...], name: str) -> Any:
        """Stripe leaves most lists of words open for its answers (`Literal[…] | str`); of a request it takes them
        at their word."""
        words = [hint for hint in hints if get_origin(hint) is Literal]
        is_closed = any(get_args(hint) != ("",) for hint in words)
        for hint in hints:
            if hint is str and is_closed:
                continue
            fitting = self._fit(value, hint, name)
            if fitting is not _MISFIT:
                return fitting
        return _MISFIT

    def _list(self, value: Any, hint: Any, *, name: str) -> Any:
        if self.is_form and isinstance(value, Mapping):
            value = [value[key] for key in map(str, range(len(value))) if key in value] or _MISFIT
        if not isinstance(value, list):
            return _MISFIT
        return [self.read(item, hint, f"{name}[{i}]") for i, item in enumerate(value)]

    def _words(self, value: Any) -> Any:
        fits = isinstance(value, Mapping) and all(isinstance(word, str) for word in value.values())
        return dict(value) if fits else _MISFIT

    def _single(self, value: Any, hint: Any) -> Any:
        if hint is str:
            return value if isinstance(value, str) else _MISFIT
        if not self.is_form:
            return value if type(value) is hint else _MISFIT
        if hint is int:
            return int(value) if isinstance(value, str) and re.fullmatch(_WHOLE, value) else _MISFIT
        if hint is bool:
            return (
                {"true": True, "false": False}.get(value, _MISFIT)
                if isinstance(value, str)
                else _MISFIT
            )
        return _decimal(value) if hint is Decimal else _MISFIT


FORM, JSON = SandboxJudge(is_form=True), SandboxJudge(is_form=False)


def params(path: str) -> Any:
    """A type of the SDK by its path under stripe.params: `checkout.SessionCreateParams`."""
    package, _, name = f"stripe.params.{path}".rpartition(".")
    return getattr(import_module(package), name)


@cache
def fields_of(kind: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """What a request may hold, and what it must; without the options that the SDK takes beside it."""
    home = import_module("stripe._request_options")
    options = home.RequestOptions.__annotations__
    beside = {**vars(home), "StripeContext": str}  # which the SDK imports for type checkers only
    hints = get_type_hints(kind, localns=beside)
    own = {key: hint for key, hint in hints.items() if key not in options}
    return own, frozenset(kind.__required_keys__) - set(options)


def form_of(encoded: str) -> dict[str, Any]:
    """A form with brackets as what it stands for: `a[b][0]=c` is {"a": {"b": {"0": "c"}}}."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        first, _, _ = name.partition("[")
        *path, last = [first, *re.findall(_PART, name)]
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
            if not isinstance(branch, dict):
                raise StripeRefusal(400, "parameter_invalid", f"Invalid {name}", param=name)
        branch[last] = value
    return tree


def _decimal(value: Any) -> Any:
    try:
        return Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return _MISFIT


def _under(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key
