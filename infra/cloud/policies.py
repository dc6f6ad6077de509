"""The role of each function: its rights, the events that it is given, and its own log; nothing else."""

from collections.abc import Iterable
from typing import Any

from infra.cloud.functions import Function
from infra.cloud.rights import BUCKET, Right
from infra.tables import logical_id

Json = dict[str, Any]
LOSSES = {"stream": "LostChanges", "schedule": "LostSchedules"}  # the queue of uploads has its own
READ_STREAM = ("DescribeStream", "GetRecords", "GetShardIterator")
READ_QUEUE = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage")


def role(function: Function, rights: Iterable[Right]) -> Json:
    """The role of a function as a resource of the template."""
    own = [right for right in rights if right.function == function.name]
    statements = [*_of_rights(own), *_of_events(function), _log(function)]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": _may("lambda.amazonaws.com"),
            "Policies": [
                {
                    "PolicyName": "least",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
                }
            ],
        },
    }


def role_id(function: Function) -> str:
    return f"{function.name.capitalize()}Role"


def allows(whose: Json, right: Right) -> bool:
    """Whether a role of the template allows a call."""
    (policy,) = whose["Properties"]["Policies"]
    action, resource = f"{right.service}:{right.action}", _arn(right.service, right.what)
    return any(
        action in statement["Action"] and statement["Resource"] == resource
        for statement in policy["PolicyDocument"]["Statement"]
    )


def _of_rights(rights: list[Right]) -> list[Json]:
    """One statement for each thing, so that a reader finds it by its name."""
    things: dict[tuple[str, str], list[str]] = {}
    for right in sorted(rights):
        things.setdefault((right.service, right.what), []).append(right.action)
    statements = [
        _allow([f"{service}:{action}" for action in actions], _arn(service, what))
        for (service, what), actions in things.items()
    ]
    if any(right.service == "s3" and right.action == "GetObject" for right in rights):
        # Who may not list is told "forbidden", not "no such key", about an object that is gone.
        statements.append(_allow(["s3:ListBucket"], _arn("s3", BUCKET)))
    return statements


def _of_events(function: Function) -> list[Json]:
    statements = []
    streams = [
        {"Fn::GetAtt": [logical_id(source.name), "StreamArn"]}
        for source in function.sources
        if source.kind == "stream"
    ]
    if streams:
        statements.append(_allow([f"dynamodb:{action}" for action in READ_STREAM], streams))
        statements.append(_allow(["dynamodb:ListStreams"], "*"))
    if any(source.kind == "queue" for source in function.sources):
        statements.append(_allow([f"sqs:{action}" for action in READ_QUEUE], _queue("MediaQueue")))
    kinds = sorted({source.kind for source in function.sources} & set(LOSSES))
    return statements + [_allow(["sqs:SendMessage"], _queue(LOSSES[kind])) for kind in kinds]


def _log(function: Function) -> Json:
    """Its own log group, which the template makes; a function may not make groups."""
    group = {"Fn::GetAtt": [f"{function.logical_id}Log", "Arn"]}
    return _allow(["logs:CreateLogStream", "logs:PutLogEvents"], group)


def _arn(service: str, what: str) -> Json:
    if service == "dynamodb":
        table, _, rest = what.partition("/")
        arn = {"Fn::GetAtt": [logical_id(table), "Arn"]}
        return {"Fn::Sub": ["${Table}/" + rest, {"Table": arn}]} if rest else arn
    bucket = {"Fn::GetAtt": ["Bucket", "Arn"]}
    return bucket if what == BUCKET else {"Fn::Sub": "${Bucket.Arn}/" + what}


def _queue(logical: str) -> Json:
    return {"Fn::GetAtt": [logical, "Arn"]}


def _allow(actions: list[str], resource: Any) -> Json:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def _may(service: str) -> Json:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
