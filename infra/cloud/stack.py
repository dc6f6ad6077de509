"""One stack as CloudFormation knows it: what state it is in, and a change of it carried out."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

Json = dict[str, Any]
PATIENCE = {"Delay": 5, "MaxAttempts": 720}  # seconds between two looks
NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")
# States of a stack that holds nothing, and that CloudFormation lets nobody change any more.
SPENT = {
    "REVIEW_IN_PROGRESS",
    "CREATE_FAILED",
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "DELETE_FAILED",
}
STUCK = "UPDATE_ROLLBACK_FAILED"
MOST_REASONS = 10
FOLLOWS = (
    "cancelled",
    "canceled",
)  # what CloudFormation says of resources that failed with another


class CannotDeploy(Exception):
    """A sentence for whoever deploys."""


def described(stack: str) -> Json:
    """What CloudFormation tells of a stack; nothing when there is none."""
    try:
        (description,) = client().describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return {}
    return dict(description)


def outputs(stack: str) -> dict[str, str]:
    """What a stack tells of itself; nothing when there is none yet."""
    entries = described(stack).get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in entries}


def values(stack: Json) -> dict[str, str]:
    """The parameters that a stack has."""
    entries = stack.get("Parameters", [])
    return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in entries}


def clear(stack: Json) -> bool:
    """Take away what is left of a stack that failed; True when a new one is to be made. Raises CannotDeploy."""
    status = stack.get("StackStatus", "DELETE_COMPLETE")
    if status == "DELETE_COMPLETE":
        return True
    name = stack["StackName"]
    if status in SPENT:
        client().delete_stack(StackName=name)
        client().get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig=PATIENCE)
        return True
    if status == STUCK:
        raise CannotDeploy(
            f"The stack is {status}: first mend what the last change stumbled over, then "
            f"`aws cloudformation continue-update-rollback --stack-name {name}`."
        )
    if status.endswith("_IN_PROGRESS"):
        raise CannotDeploy(f"The stack is {status}: wait until that has ended, then deploy again.")
    return False


def change(
    stack: str, kind: str, template: str, parameters: Sequence[Json], imports: Sequence[Json] = ()
) -> None:
    """Carry out a CREATE, UPDATE or IMPORT, if there is anything to do. Raises CannotDeploy with AWS's reasons."""
    names = {"StackName": stack, "ChangeSetName": f"fair-{time.time_ns()}"}
    more = {"ResourcesToImport": list(imports)} if imports else {}
    client().create_change_set(
        **names,
        **more,
        ChangeSetType=kind,
        TemplateURL=template,
        Parameters=list(parameters),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    if not _has_changes(names):
        client().delete_change_set(**names)
        return
    client().execute_change_set(**names)
    waiter = client().get_waiter(f"stack_{kind.lower()}_complete")
    try:
        waiter.wait(StackName=stack, WaiterConfig=PATIENCE)
    except WaiterError:
        raise CannotDeploy(_why(stack)) from None


def _has_changes(names: Mapping[str, str]) -> bool:
    """Wait for a change set; False when all is as it should be already."""
    try:
        client().get_waiter("change_set_create_complete").wait(**names, WaiterConfig=PATIENCE)
    except WaiterError as error:
        reason = str(error.last_response.get("StatusReason", ""))
        if not any(harmless in reason for harmless in NOTHING_TO_DO):
            raise CannotDeploy(f"CloudFormation refuses the change: {reason}") from None
        return False
    return True


def _why(stack: str) -> str:
    """The events of the last change that say what failed, the first one first."""
    events = client().describe_stack_events(StackName=stack)["StackEvents"]
    reasons = []
    for event in events:
        if "User Initiated" in event.get("ResourceStatusReason", ""):
            break
        reason = event.get("ResourceStatusReason", "")
        if event["ResourceStatus"].endswith("_FAILED") and not any(w in reason for w in FOLLOWS):
            reasons.append(f"  {event['LogicalResourceId']}: {reason}")
    status = described(stack).get("StackStatus", "gone")
    return "\n".join([f"The stack is {status}. What failed:", *reasons[::-1][:MOST_REASONS]])


def client() -> Any:
    return boto3.client("cloudformation")
