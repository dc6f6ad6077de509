"""What the functions stand on: tables, the bucket, queues for what arrives and for what nobody could take, secrets."""

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chalicelib.store import Record
from infra.cloud.functions import EventSource, Function
from infra.tables import KEPT, cloudformation_tables

Json = dict[str, Any]
DAYS_OF_LOGS = 30
DAYS_OF_LOSSES = 14
DAYS_INCOMING = 2
SECONDS_UNSEEN = 900  # six times as long as the media function may take, as AWS advises
MOST_DELIVERIES = 5
PUBLIC = ("static", "photos", "video")
INCOMING = "incoming/"
STACK_TAG, SECRET_TAG = "fair:stack", "fair:secret"


def tables(records: Iterable[type[Record]]) -> Json:
    """The tables of the models. They outlive the stack and can be put back to any second of the last 35 days."""
    return cloudformation_tables(records)


def bucket() -> Json:
    """One bucket, closed to everyone: CloudFront reads what is public, signed forms write under `incoming/`."""
    return {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "DependsOn": ["MediaQueuePolicy"],
            "DeletionPolicy": KEPT,
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "BucketName": _bucket_name(),
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": True,
                    "BlockPublicPolicy": True,
                    "IgnorePublicAcls": True,
                    "RestrictPublicBuckets": True,
                },
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                "LifecycleConfiguration": {"Rules": [_forgotten_uploads()]},
                "NotificationConfiguration": {"QueueConfigurations": [_arrivals()]},
            },
        },
        "BucketPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": _read_by_cloudfront()},
        },
    }


def queues() -> Json:
    """The queue of uploads, and a queue for each kind of event that could not be taken. CloudFormation names them: SQS
    gives a name anew only a minute after its queue was deleted."""
    return {
        "MediaQueue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "VisibilityTimeout": SECONDS_UNSEEN,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["LostUploads", "Arn"]},
                    "maxReceiveCount": MOST_DELIVERIES,
                },
            },
        },
        "MediaQueuePolicy": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {"Queues": [{"Ref": "MediaQueue"}], "PolicyDocument": _fed_by_bucket()},
        },
        **{name: _losses() for name in ("LostUploads", "LostChanges", "LostSchedules")},
    }


def logs(functions: Iterable[Function]) -> Json:
    """A log group for each function, kept for a month."""
    return {
        f"{function.logical_id}Log": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                "LogGroupName": {"Fn::Sub": "/aws/lambda/${AWS::StackName}-" + function.name},
                "RetentionInDays": DAYS_OF_LOGS,
            },
        }
        for function in functions
    }


def secrets(names: Iterable[str]) -> Json:
    """Random words that are made in the cloud and that nobody ever sees. They outlive the stack, and the next one is
    given their address; by their tags they are found."""
    return {
        secret_id(name): {
            "Type": "AWS::SecretsManager::Secret",
            "Condition": makes_secret(name),
            "DeletionPolicy": KEPT,
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "Description": f"FAIR_SECRET_{name.upper()} of the fair",
                "GenerateSecretString": {"PasswordLength": 64, "ExcludePunctuation": True},
                "Tags": [
                    {"Key": STACK_TAG, "Value": {"Ref": "AWS::StackName"}},
                    {"Key": SECRET_TAG, "Value": name},
                ],
            },
        }
        for name in names
    }


def secret_id(name: str) -> str:
    return f"{name.capitalize()}Secret"


def kept_secret(name: str) -> str:
    """The parameter with the address of a secret that an earlier stack left."""
    return f"Kept{name.capitalize()}"


def makes_secret(name: str) -> str:
    """The condition under which a secret is made."""
    return f"Makes{name.capitalize()}"


def secrets_used(library: Path) -> list[str]:
    """The names of the secrets that the code asks for. Raises AssertionError for one that is not a word."""
    names = set()
    for path in sorted(library.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "secret":
                (name,) = node.args
                assert isinstance(name, ast.Constant), f"{path.name}: name the secret in a word"
                names.add(str(name.value))
    return sorted(names)


def lost(source: EventSource) -> Json:
    """Where an event of a stream or a schedule goes that nobody could take."""
    name = "LostChanges" if source.kind == "stream" else "LostSchedules"
    return {"OnFailure": {"Type": "SQS", "Destination": {"Fn::GetAtt": [name, "Arn"]}}}


def _bucket_name() -> Json:
    """Given by hand: the queue's policy names the bucket, and the bucket needs the queue."""
    return {"Fn::Sub": "${AWS::StackName}-storage-${AWS::AccountId}"}


def _forgotten_uploads() -> Json:
    return {
        "Id": "forgotten-uploads",
        "Status": "Enabled",
        "Prefix": INCOMING,
        "ExpirationInDays": DAYS_INCOMING,
    }


def _arrivals() -> Json:
    rules = [{"Name": "prefix", "Value": INCOMING}]
    return {
        "Event": "s3:ObjectCreated:*",
        "Queue": {"Fn::GetAtt": ["MediaQueue", "Arn"]},
        "Filter": {"S3Key": {"Rules": rules}},
    }


def _read_by_cloudfront() -> Json:
    ours = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"
    return _policy(
        "cloudfront.amazonaws.com",
        "s3:GetObject",
        [{"Fn::Sub": "${Bucket.Arn}/" + prefix + "/*"} for prefix in PUBLIC],
        {"StringEquals": {"AWS:SourceArn": {"Fn::Sub": ours}}},
    )


def _fed_by_bucket() -> Json:
    bucket_arn = "arn:${AWS::Partition}:s3:::${AWS::StackName}-storage-${AWS::AccountId}"
    return _policy(
        "s3.amazonaws.com",
        "sqs:SendMessage",
        {"Fn::GetAtt": ["MediaQueue", "Arn"]},
        {
            "ArnLike": {"aws:SourceArn": {"Fn::Sub": bucket_arn}},
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        },
    )


def _policy(service: str, action: str, resource: Any, condition: Json) -> Json:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _losses() -> Json:
    return {
        "Type": "AWS::SQS::Queue",
        "Properties": {"MessageRetentionPeriod": DAYS_OF_LOSSES * 86_400},
    }
