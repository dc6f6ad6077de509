"""The command lines of docs/operating.md, and how each is run here."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore import xform_name
from botocore.session import get_session

from tests.infra.cloud import Cloud

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = ".venv/bin/python"
NOT_COMMANDS = ("fields ",)  # a question to CloudWatch


@dataclass(frozen=True)
class Line:
    """One command line as it stands."""

    text: str
    words: list[str] = field(default_factory=list)

    @property
    def program(self) -> str:
        return self.words[0]

    @property
    def module(self) -> str:
        """The module that Python runs."""
        assert self.words[:2] == [PYTHON, "-m"], self.text
        return self.words[2]


def lines() -> list[Line]:
    """All of them, in their order."""
    text = (ROOT / "docs/operating.md").read_text("utf-8")
    found = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    return [
        Line(line, shlex.split(line, comments=True))
        for line in found
        if not line.startswith(NOT_COMMANDS)
    ]


def line_with(*beginnings: str) -> Line:
    """The first line in which words stand that begin so."""
    return next(
        line
        for line in lines()
        if all(any(word.startswith(begins) for word in line.words) for begins in beginnings)
    )


def run(cloud: Cloud, line: Line, *more: str) -> str:
    """What a line of Python prints, with words of this place after its own: where the bundles lie."""
    return cloud.run(line.module, *line.words[3:], *more)


def call_of(line: Line) -> tuple[str, str, dict[str, Any]]:
    """Service, operation and parameters of a line of `aws`, which must be as botocore describes them."""
    _, service, command, *rest = line.words
    if service == "s3":
        assert (command, rest[0][:5]) == ("mb", "s3://"), line.text
        return "s3", "create_bucket", {"Bucket": rest[0][5:]}
    model = get_session().get_service_model(service)
    operation = next(name for name in model.operation_names if xform_name(name, "-") == command)
    shape = model.operation_model(operation).input_shape
    known = {f"--{xform_name(name, '-')}": name for name in shape.members}
    given: dict[str, Any] = {}
    while rest:
        name = known[rest.pop(0)]
        is_flag = shape.members[name].type_name == "boolean"
        given[name] = True if is_flag else rest.pop(0)
    assert set(shape.required_members) <= set(given), line.text
    return service, xform_name(operation), given


def ask(cloud: Cloud, line: Line) -> Any:
    """What the engine answers to a line of `aws`."""
    service, operation, given = call_of(line)
    return getattr(cloud.client(service), operation)(**given)
