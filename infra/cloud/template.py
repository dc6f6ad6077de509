"""The template: all that the fair is in the cloud, as CloudFormation and its Serverless transform take it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chalice.app import Chalice

from chalicelib.store import Record
from infra.cloud import resources
from infra.cloud.alarms import alarms
from infra.cloud.api import api
from infra.cloud.edge import base_url, edge
from infra.cloud.functions import EventSource, Function, functions_of
from infra.cloud.parameters import PARAMETERS, settings_given
from infra.cloud.policies import role_id, roles
from infra.cloud.rights import Right
from infra.cloud.target import Target
from infra.tables import logical_id as table_id

Json = dict[str, Any]
LIBRARY = Path(__file__).resolve().parents[2] / "chalicelib"
MOST_TRIES = 20
WINDOW_SECONDS = 1  # the smallest: it puts the shard's id into an event, on which watermarks stand
WITH_SHARD = {"follows", "journal", "orders"}
ANYONE_WITH_SECRETS = {"api"}
MOVE_MONEY = {"api", "minute", "nightly", "projections"}


def template(
    app: Chalice,
    records: Iterable[type[Record]],
    rights: Iterable[Right],
    target: Target,
    bundles: Mapping[str, str],
    version: str,
) -> Json:
    """The whole template. `bundles` tells the key of each zip in the bucket of code: {"api": "api-0123abcd.zip"}."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Description": f"The county fair, {version}",
        "Parameters": {name: parameter.described() for name, parameter in PARAMETERS.items()},
        "Conditions": {
            "HasDomain": _is_given("DomainName"),
            "HasMail": _is_given("AlarmMail"),
            "HasStripe": _is_given("StripeSecret"),
            **{
                resources.makes_secret(name): _is_missing(resources.kept_secret(name))
                for name in resources.secrets_used(LIBRARY)
            },
        },
        "Resources": {
            **resources.tables(records),
            **resources.bucket(),
            **resources.queues(),
            **_functions(app, list(rights), target, bundles, version),
            **api(app),
            **edge(),
            **alarms(),
        },
        "Outputs": {
            "Address": {"Value": base_url()},
            "Bucket": {"Value": {"Ref": "Bucket"}},
            "Distribution": {"Value": {"Ref": "Distribution"}},
            "RestApi": {"Value": {"Ref": "RestApi"}},
        },
    }


def _functions(
    app: Chalice, rights: list[Right], target: Target, bundles: Mapping[str, str], version: str
) -> Json:
    """All functions, each with its role and its log."""
    functions = functions_of(app)
    secrets = resources.secrets_used(LIBRARY)
    return {
        **resources.logs(functions),
        **resources.secrets(secrets),
        **{
            name: resource
            for function in functions
            for name, resource in roles(function, rights).items()
        },
        **{
            function.logical_id: _function(function, target, bundles, version, secrets)
            for function in functions
        },
    }


def _function(
    function: Function, target: Target, bundles: Mapping[str, str], version: str, secrets: list[str]
) -> Json:
    code = {"Bucket": {"Ref": "CodeBucket"}, "Key": bundles[function.bundle]}
    properties: Json = {
        "FunctionName": {"Fn::Sub": "${AWS::StackName}-" + function.name},
        "Runtime": target.runtime,
        "Architectures": [target.architecture],
        "Handler": f"entry.{function.entry}",
        "CodeUri": code,
        "MemorySize": function.memory_mb,
        "Timeout": function.timeout_seconds,
        "Role": {"Fn::GetAtt": [role_id(function), "Arn"]},
        "Environment": {"Variables": _environment(function, version, secrets)},
        "Events": {_event_id(source): _event(source) for source in function.sources},
    }
    if any(source.kind == "schedule" for source in function.sources):
        properties["EventInvokeConfig"] = {
            "MaximumRetryAttempts": 2,
            "DestinationConfig": resources.lost(function.sources[0]),
        }
    return {
        "Type": "AWS::Serverless::Function",
        "DependsOn": [f"{function.logical_id}Log"],
        "Properties": properties,
    }


def _environment(function: Function, version: str, secrets: list[str]) -> Json:
    names = secrets if function.name in ANYONE_WITH_SECRETS else []
    return {
        "FAIR_STAGE": "production",
        "FAIR_VERSION": version,
        "FAIR_BUCKET": {"Ref": "Bucket"},
        "FAIR_BASE_URL": base_url(),
        "FAIR_MEDIA_QUEUE": {"Fn::GetAtt": ["MediaQueue", "QueueName"]},
        **settings_given(),
        **(_stripe() if function.name in MOVE_MONEY else {}),
        **{f"FAIR_SECRET_{name.upper()}": _secret(name) for name in names},
    }


def _secret(name: str) -> Json:
    """The word of a secret that this stack has made, or of the one that an earlier stack has left."""
    own, earlier = (
        {"Fn::Sub": "{{resolve:secretsmanager:${" + where + "}}}"}
        for where in (resources.secret_id(name), resources.kept_secret(name))
    )
    return {"Fn::If": [resources.makes_secret(name), own, earlier]}


def _stripe() -> Json:
    """Both halves stand in one secret, made by whoever runs the fair: {"key": "sk_live_…", "webhook": "whsec_…"}."""
    secrets = {
        word: {"Fn::Sub": "{{resolve:secretsmanager:${StripeSecret}:SecretString:" + word + "}}"}
        for word in ("key", "webhook")
    }
    return {
        f"FAIR_SECRET_STRIPE_{word.upper()}": {
            "Fn::If": ["HasStripe", resolved, {"Ref": "AWS::NoValue"}]
        }
        for word, resolved in secrets.items()
    }


def _event_id(source: EventSource) -> str:
    return "".join(word.capitalize() for word in source.name.split("_")) + source.kind.capitalize()


def _event(source: EventSource) -> Json:
    match source.kind:
        case "queue":
            return _queue(source)
        case "stream":
            return _stream(source)
    return {
        "Type": "Schedule",
        "Properties": {
            "Schedule": source.expression,
            "Name": {"Fn::Sub": "${AWS::StackName}-" + source.name},
        },
    }


def _queue(source: EventSource) -> Json:
    return {
        "Type": "SQS",
        "Properties": {
            "Queue": {"Fn::GetAtt": ["MediaQueue", "Arn"]},
            "BatchSize": source.batch_size,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        },
    }


def _stream(source: EventSource) -> Json:
    window = {"TumblingWindowInSeconds": WINDOW_SECONDS} if source.name in WITH_SHARD else {}
    return {
        "Type": "DynamoDB",
        "Properties": {
            "Stream": {"Fn::GetAtt": [table_id(source.name), "StreamArn"]},
            "StartingPosition": "TRIM_HORIZON",
            "BatchSize": source.batch_size,
            "BisectBatchOnFunctionError": True,
            "MaximumRetryAttempts": MOST_TRIES,
            "DestinationConfig": resources.lost(source),
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            **window,
        },
    }


def _is_given(parameter: str) -> Json:
    return {"Fn::Not": [_is_missing(parameter)]}


def _is_missing(parameter: str) -> Json:
    return {"Fn::Equals": [{"Ref": parameter}, ""]}
