"""The role of each function: its rights, the events that it is given, and its own log; nothing else."""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from infra.cloud.functions import Function
from infra.cloud.longest import length
from infra.cloud.rights import BUCKET, Right
from infra.tables import logical_id

Json = dict[str, Any]
LOSSES = {"stream": "LostChanges", "schedule": "LostSchedules"}  # the queue of uploads has its own
# Four fifths of what AWS takes, in letters: of a role's own policies together, and of a policy by itself.
OF_A_ROLE, OF_A_POLICY = 8_192, 4_915
READ_STREAM = ("DescribeStream", "GetRecords", "GetShardIterator")
READ_QUEUE = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage")


def roles(function: Function, rights: Iterable[Right]) -> Json:
    """The role of a function, with the policies of their own that a large one needs, as resources of the template."""
    statements = statements_of(function, rights)
    inline = [] if _size(statements) > OF_A_ROLE else [statements]
    managed = [] if inline else list(_parts(statements))
    names = [f"{function.name.capitalize()}Rights{number}" for number in range(1, len(managed) + 1)]
    return {
        **{
            name: {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"PolicyDocument": _document(part)},
            }
            for name, part in zip(names, managed, strict=True)
        },
        role_id(function): {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": _may("lambda.amazonaws.com"),
                "Policies": [
                    {"PolicyName": "least", "PolicyDocument": _document(part)} for part in inline
                ],
                "ManagedPolicyArns": [{"Ref": name} for name in names],
            },
        },
    }


def statements_of(function: Function, rights: Iterable[Right]) -> list[Json]:
    """All that a function may do."""
    own = [right for right in rights if right.function == function.name]
    return [*_of_rights(own), *_of_events(function), _log(function)]


def role_id(function: Function) -> str:
    return f"{function.name.capitalize()}Role"


def allows(statements: Iterable[Json], right: Right) -> bool:
    """Whether statements of a role allow a call."""
    action, resource = f"{right.service}:{right.action}", _arn(right.service, right.what)
    return any(
        action in statement["Action"] and resource in statement["Resource"]
        for statement in statements
    )


def _parts(statements: list[Json]) -> Iterator[list[Json]]:
    part: list[Json] = []
    for statement in statements:
        if part and _size([*part, statement]) > OF_A_POLICY:
            yield part
            part = []
        part.append(statement)
    yield part


def _size(statements: list[Json]) -> int:
    return length(_document(statements))


def _document(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}


def _of_rights(rights: list[Right]) -> list[Json]:
    """One statement for all things with which the same is done: AWS counts the letters of a policy."""
    things: dict[tuple[str, str], list[str]] = {}
    for right in sorted(rights):
        things.setdefault((right.service, right.what), []).append(right.action)
    alike: dict[tuple[str, ...], list[Json]] = {}
    for (service, what), actions in things.items():
        words = tuple(f"{service}:{action}" for action in actions)
        alike.setdefault(words, []).append(_arn(service, what))
    statements = [
        _allow(list(words), resources)
        for words, resources in sorted(alike.items(), key=itemgetter(0))
    ]
    if any(right.service == "s3" and right.action == "GetObject" for right in rights):
        # Who may not list is told "forbidden", not "no such key", about an object that is gone.
        statements.append(_allow(["s3:ListBucket"], [_arn("s3", BUCKET)]))
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
        statements.append(_allow(["dynamodb:ListStreams"], ["*"]))
    if any(source.kind == "queue" for source in function.sources):
        statements.append(
            _allow([f"sqs:{action}" for action in READ_QUEUE], [_queue("MediaQueue")])
        )
    kinds = sorted({source.kind for source in function.sources} & set(LOSSES))
    return statements + [_allow(["sqs:SendMessage"], [_queue(LOSSES[kind])]) for kind in kinds]


def _log(function: Function) -> Json:
    """Its own log group, which the template makes; a function may not make groups."""
    group = {"Fn::GetAtt": [f"{function.logical_id}Log", "Arn"]}
    return _allow(["logs:CreateLogStream", "logs:PutLogEvents"], [group])


def _arn(service: str, what: str) -> Json:
    if service == "dynamodb":
        table, _, rest = what.partition("/")
        arn = {"Fn::GetAtt": [logical_id(table), "Arn"]}
        return {"Fn::Sub": ["${Table}/" + rest, {"Table": arn}]} if rest else arn
    bucket = {"Fn::GetAtt": ["Bucket", "Arn"]}
    return bucket if what == BUCKET else {"Fn::Sub": "${Bucket.Arn}/" + what}


def _queue(logical: str) -> Json:
    return {"Fn::GetAtt": [logical, "Arn"]}


def _allow(actions: list[str], resources: list[Any]) -> Json:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _may(service: str) -> Json:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return _document([statement])
