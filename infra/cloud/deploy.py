"""`python -m infra.cloud.deploy STACK --code BUCKET [Name=Value …]`: put what was built into the cloud."""

import argparse
import json
import mimetypes
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from chalicelib.store import FOREVER
from infra.build import BUILD

PATIENCE = {"Delay": 5, "MaxAttempts": 720}  # seconds between two looks
NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")


def deploy(
    stack: str, code: str, parameters: Mapping[str, str], folder: Path = BUILD
) -> dict[str, str]:
    """Create or change a stack, and return its outputs. What is there already is not sent again, so a deployment
    that was cut short may be repeated. Raises what boto3 raises, when CloudFormation could not do it."""
    template = json.loads((folder / "template.json").read_text())
    _send_bundles(code, template, folder)
    before = outputs(stack)
    if before:
        _send_static(before["Bucket"], folder)
    _change(stack, {"CodeBucket": code, **parameters}, _send_template(code, folder))
    after = outputs(stack)
    if not before:
        _send_static(after["Bucket"], folder)
    return after


def outputs(stack: str) -> dict[str, str]:
    """What a stack tells of itself; nothing when there is none yet."""
    try:
        (found,) = _cloudformation().describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return {}
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def _send_bundles(code: str, template: Any, folder: Path) -> None:
    functions = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    for key in {function["CodeUri"]["Key"] for function in functions}:
        name = key.partition("-")[0]
        _send(code, key, (folder / f"{name}.zip").read_bytes(), "application/zip")


def _send_template(code: str, folder: Path) -> str:
    """The address of the template, which is larger than a request may be."""
    key = "template.json"
    _send(code, key, (folder / key).read_bytes(), "application/json")
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


def _change(stack: str, parameters: Mapping[str, str], address: str) -> None:
    kind = "UPDATE" if outputs(stack) else "CREATE"
    given = [{"ParameterKey": name, "ParameterValue": text} for name, text in parameters.items()]
    names = {"StackName": stack, "ChangeSetName": f"fair-{time.time_ns()}"}
    client = _cloudformation()
    client.create_change_set(
        **names,
        ChangeSetType=kind,
        TemplateURL=address,
        Parameters=given,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    if not _has_changes(client, names):
        client.delete_change_set(**names)
        return
    client.execute_change_set(**names)
    done = client.get_waiter(f"stack_{kind.lower()}_complete")
    done.wait(StackName=stack, WaiterConfig=PATIENCE)


def _has_changes(client: Any, names: Mapping[str, str]) -> bool:
    """Wait for a change set; False when all is as it should be already."""
    try:
        client.get_waiter("change_set_create_complete").wait(**names, WaiterConfig=PATIENCE)
    except WaiterError as error:
        reason = str(error.last_response.get("StatusReason", ""))
        if not any(harmless in reason for harmless in NOTHING_TO_DO):
            raise
        return False
    return True


def _cloudformation() -> Any:
    return boto3.client("cloudformation")


def _s3() -> Any:
    return boto3.client("s3")


def main() -> None:
    parser = argparse.ArgumentParser(description="Put what was built into the cloud.")
    parser.add_argument("stack")
    parser.add_argument("--code", required=True, help="the bucket for the bundles")
    parser.add_argument("--build", type=Path, default=BUILD)
    parser.add_argument("parameters", nargs="*", metavar="Name=Value")
    asked = parser.parse_args()
    parameters = dict(parameter.split("=", 1) for parameter in asked.parameters)
    for name, value in deploy(asked.stack, asked.code, parameters, asked.build).items():
        print(f"{name}\t{value}")


if __name__ == "__main__":
    main()
