"""`python -m infra.cloud.deploy STACK --code BUCKET [Name=Value …]`: put what was built into the cloud."""

import argparse
import json
import mimetypes
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.settings import settings
from chalicelib.store import FOREVER
from infra.build import BUILD
from infra.cloud.adopt import kept_secrets, left_behind, only
from infra.cloud.longest import MOST_OF_A_NAME
from infra.cloud.stack import CannotDeploy, change, clear, described, outputs, values

STACK = re.compile(rf"[a-z][a-z0-9-]{{0,{MOST_OF_A_NAME - 1}}}")
Json = dict[str, Any]
NO_MESSAGES = """Warning: this fair sends no messages to phones. Nobody can ask for a sign-in code; officials hand
them out. Guests have one unpaid order and at most 300 yuan in cash, and look at the page of their
waiting list themselves."""


def deploy(
    stack: str, code: str, parameters: Mapping[str, str], folder: Path = BUILD
) -> dict[str, str]:
    """Create or change a stack, and return its outputs. A parameter that is not given keeps its value. What is there
    already is not sent again, so a deployment that was cut short may be repeated, and what an earlier stack of this
    name has left is taken into a new one. Raises CannotDeploy, also when CloudFormation could not do it."""
    template = json.loads((folder / "template.json").read_text())
    choices = {"CodeBucket": code, **parameters}
    _check(stack, choices, template)
    before = described(stack)
    is_new = clear(before)
    _send_bundles(code, template, folder)
    address = _send_template(code, "template.json", (folder / "template.json").read_bytes())
    bucket = "" if is_new else outputs(stack).get("Bucket", "")
    kind = "UPDATE"
    if is_new:
        choices = {**_still_known(values(before), template), **kept_secrets(stack), **choices}
        kind = "UPDATE" if _adopted(stack, code, choices, template) else "CREATE"
    if bucket:  # pages of the new release ask for its files at once
        _send_static(bucket, folder)
    change(stack, kind, address, _parameters(stack, choices, template))
    after = outputs(stack)
    if not bucket:
        _send_static(after["Bucket"], folder)
    return after


def _check(stack: str, parameters: Mapping[str, str], template: Json) -> None:
    if not STACK.fullmatch(stack):
        raise CannotDeploy(
            f"A stack's name has at most {MOST_OF_A_NAME} small letters, digits and hyphens, a letter first: {stack}"
        )
    for name, value in parameters.items():
        if name not in template["Parameters"]:
            raise CannotDeploy(
                f"There is no parameter {name}; there are {', '.join(template['Parameters'])}."
            )
        bounds = template["Parameters"][name]
        fits = re.fullmatch(bounds["AllowedPattern"], value) and len(value) <= bounds["MaxLength"]
        if not fits:
            raise CannotDeploy(f"{name} cannot be {value!r}: {bounds['Description']}.")


def _still_known(parameters: Mapping[str, str], template: Json) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if name in template["Parameters"]}


def _adopted(stack: str, code: str, parameters: Mapping[str, str], template: Json) -> bool:
    """Begin a new stack with what an earlier one has left; False when there is nothing."""
    imports = left_behind(template, stack, parameters)
    if not imports:
        return False
    body = json.dumps(only(template, imports)).encode()
    address = _send_template(code, "adopted.json", body)
    change(stack, "IMPORT", address, _parameters(stack, parameters, template), imports)
    print(f"Adopted\t{len(imports)} tables and buckets that an earlier stack has left")
    return True


def _parameters(stack: str, parameters: Mapping[str, str], template: Json) -> list[Json]:
    """What is given, and of the others the values that the stack has; what it does not know yet has a default."""
    others = {
        name for name in _still_known(values(described(stack)), template) if name not in parameters
    }
    return [
        *({"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()),
        *({"ParameterKey": name, "UsePreviousValue": True} for name in sorted(others)),
    ]


def _send_bundles(code: str, template: Any, folder: Path) -> None:
    functions = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    for key in {function["CodeUri"]["Key"] for function in functions}:
        name = key.partition("-")[0]
        _send(code, key, (folder / f"{name}.zip").read_bytes(), "application/zip")


def _send_template(code: str, key: str, body: bytes) -> str:
    """The address of a template, which is larger than a request may be."""
    _send(code, key, body, "application/json")
    address: str = _s3().generate_presigned_url("get_object", Params={"Bucket": code, "Key": key})
    return address.partition("?")[0]


def _send_static(bucket: str, folder: Path) -> None:
    for path in sorted((folder / "static").rglob("*")):
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            key = path.relative_to(folder).as_posix()
            _send(bucket, key, path.read_bytes(), kind)


def _send(bucket: str, key: str, body: bytes, kind: str) -> None:
    _s3().put_object(Bucket=bucket, Key=key, Body=body, ContentType=kind, CacheControl=FOREVER)


def _s3() -> Any:
    return boto3.client("s3", config=Config(signature_version="s3v4"))


def asked_for(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Put what was built into the cloud.")
    parser.add_argument("stack")
    parser.add_argument("--code", required=True, help="the bucket for the bundles")
    parser.add_argument("--build", type=Path, default=BUILD)
    parser.add_argument("parameters", nargs="*", metavar="Name=Value")
    # Parameters may stand behind options: without this argparse has them end before the first option.
    options = parser.parse_intermixed_args(words)
    for parameter in options.parameters:
        if "=" not in parameter:
            parser.error(f"a parameter is given as Name=Value: {parameter}")
    return options


def main(words: Sequence[str] | None = None) -> None:
    options = asked_for(words)
    parameters = dict(parameter.split("=", 1) for parameter in options.parameters)
    try:
        results = deploy(options.stack, options.code, parameters, options.build)
    except CannotDeploy as reason:
        sys.exit(str(reason))
    report(results)


def report(results: Mapping[str, str]) -> None:
    """Print what a stack has, and warn of what a fair in the cloud cannot do."""
    for name, value in results.items():
        print(f"{name}\t{value}")
    if not settings()._replace(stage="production").sends_codes:
        print(NO_MESSAGES, file=sys.stderr)


if __name__ == "__main__":
    main()
