"""What an earlier stack left behind: its tables and bucket come into the new one, its secrets are used on."""

import re
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.cloud.resources import SECRET_TAG, STACK_TAG, kept_secret
from infra.cloud.stack import CannotDeploy

Json = dict[str, Any]
NAMES = {"AWS::DynamoDB::Table": "TableName", "AWS::S3::Bucket": "BucketName"}
OF_OTHERS = ("DependsOn",)  # resources that were deleted with the stack
NOTIFICATIONS = "NotificationConfiguration"


def left_behind(template: Json, stack: str, parameters: Mapping[str, str]) -> list[Json]:
    """The resources of the template that are there already, as an import takes them. Raises CannotDeploy for a table
    that is not as the template has it: CloudFormation would believe the template."""
    names = _names(template, stack, parameters)
    tables = {name for page in _pages("dynamodb", "list_tables") for name in page["TableNames"]}
    imports = []
    for logical, name in names.items():
        resource = template["Resources"][logical]
        kind = resource["Type"]
        if name in tables if kind == "AWS::DynamoDB::Table" else _is_bucket(name):
            if kind == "AWS::DynamoDB::Table":
                _compare(name, resource["Properties"])
            imports.append(
                {
                    "ResourceType": kind,
                    "LogicalResourceId": logical,
                    "ResourceIdentifier": {NAMES[kind]: name},
                }
            )
    return imports


def only(template: Json, imports: list[Json]) -> Json:
    """The template of these resources alone, which is what an import takes."""
    resources = {}
    for entry in imports:
        whole = template["Resources"][entry["LogicalResourceId"]]
        fields = {name: value for name, value in whole.items() if name not in OF_OTHERS}
        properties = {n: value for n, value in whole["Properties"].items() if n != NOTIFICATIONS}
        resources[entry["LogicalResourceId"]] = {**fields, "Properties": properties}
    return {
        "AWSTemplateFormatVersion": template["AWSTemplateFormatVersion"],
        "Parameters": template["Parameters"],
        "Resources": resources,
    }


def kept_secrets(stack: str) -> dict[str, str]:
    """The parameters that name the secrets of an earlier stack: with others nobody is found by their number."""
    filters = [{"Key": "tag-key", "Values": [STACK_TAG]}]
    pages = _pages("secretsmanager", "list_secrets", Filters=filters)
    secrets = sorted(
        (secret for page in pages for secret in page["SecretList"]),
        key=itemgetter("CreatedDate"),
    )
    pairs = [({tag["Key"]: tag["Value"] for tag in s["Tags"]}, s["ARN"]) for s in secrets]
    return {
        kept_secret(tags[SECRET_TAG]): address
        for tags, address in pairs
        if tags.get(STACK_TAG) == stack
    }


def _names(template: Json, stack: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """The names of all tables and of the bucket, by their ids in the template."""
    account = boto3.client("sts").get_caller_identity()["Account"]
    words = {
        **{name: parameter["Default"] for name, parameter in template["Parameters"].items()},
        **parameters,
        "AWS::StackName": stack,
        "AWS::AccountId": account,
    }
    return {
        logical: re.sub(
            r"\$\{([^}]+)\}",
            lambda word: words[word[1]],
            resource["Properties"][NAMES[resource["Type"]]]["Fn::Sub"],
        )
        for logical, resource in template["Resources"].items()
        if resource["Type"] in NAMES
    }


def _compare(name: str, properties: Json) -> None:
    table = boto3.client("dynamodb").describe_table(TableName=name)["Table"]
    if _shape(table) != _shape(properties):
        raise CannotDeploy(
            f"The table {name} is there and is not as this release has it: deploy the release first that the "
            "data are of (its folder, by --build), and then this one."
        )


def _shape(table: Json) -> Any:
    indexes = table.get("GlobalSecondaryIndexes", []) + table.get("LocalSecondaryIndexes", [])
    keys = [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]]
    return sorted(keys), sorted(index["IndexName"] for index in indexes)


def _is_bucket(name: str) -> bool:
    try:
        boto3.client("s3").head_bucket(Bucket=name)
    except ClientError:
        return False
    return True


def _pages(service: str, operation: str, **filters: Any) -> Any:
    return boto3.client(service).get_paginator(operation).paginate(**filters)
