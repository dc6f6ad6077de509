"""All tables, from the models: what the local engine is asked for, and what CloudFormation is."""

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any

import boto3

import chalicelib
from chalicelib.settings import settings
from chalicelib.store import Record

Request = dict[str, Any]
KEPT = "RetainExceptOnCreate"  # a first try that fails leaves nothing behind, a stack that is deleted leaves the data


def all_records() -> list[type[Record]]:
    """Every kind of record in the project, by name of its table; imports every `models` module."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    return loaded_records()


def loaded_records() -> list[type[Record]]:
    """The kinds of record that have been imported so far, from the project itself."""
    kinds = [kind for kind in _descendants(Record) if kind.__module__.startswith("chalicelib.")]
    return sorted((kind for kind in kinds if hasattr(kind, "Meta")), key=_table_name)


def table_requests(records: Iterable[type[Record]]) -> list[Request]:
    """One CreateTable request for each table; records that share a table add their indexes to it."""
    tables: dict[str, Request] = {}
    for record in records:
        name = _table_name(record)
        request = table_request(record)
        tables[name] = _merged(tables[name], request) if name in tables else request
    return list(tables.values())


def table_request(record: type[Record]) -> Request:
    """The CreateTable request for one kind of record, billed by request."""
    schema: Request = dict(record._get_schema())  # noqa: SLF001 - PynamoDB has no public name for it
    request: Request = {
        "TableName": _table_name(record),
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": _unique(schema["attribute_definitions"], "AttributeName"),
        "KeySchema": _hash_first(schema["key_schema"]),
    }
    for kind in ("global_secondary_indexes", "local_secondary_indexes"):
        if schema[kind]:
            request[_camel(kind)] = [_index(index) for index in schema[kind]]
    if has_stream(record):
        request["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        }
    return request


def has_stream(record: type[Record]) -> bool:
    """Whether every change of this kind of record is delivered to jobs."""
    return bool(getattr(record.Meta, "has_stream", False) or getattr(record.Meta, "stream", False))


def ttl_attribute(record: type[Record]) -> str | None:
    """The attribute after whose moment DynamoDB may delete an item, or None."""
    name: str | None = getattr(record.Meta, "ttl_attribute", None)
    attribute = record._ttl_attribute()  # noqa: SLF001 - PynamoDB has no public name for it
    return name or (attribute.attr_name if attribute else None)


def cloudformation_tables(records: Iterable[type[Record]]) -> dict[str, Request]:
    """The CloudFormation resources of all tables, by logical id; they outlive their stack."""
    kinds = list(records)
    ttls = {_table_name(kind): name for kind in kinds if (name := ttl_attribute(kind))}
    shorts = {_table_name(kind): _short_name(kind) for kind in kinds}
    resources = {}
    for request in table_requests(kinds):
        name = request["TableName"]
        resources[logical_id(shorts[name])] = _resource(request, shorts[name], ttls.get(name))
    return resources


def logical_id(short_name: str) -> str:
    """The name of a table within the template: `order-lines` is `OrderLinesTable`."""
    words = short_name.replace("_", "-").split("-")
    return "".join(word.capitalize() for word in words) + "Table"


def create_tables(records: Iterable[type[Record]] | None = None) -> list[str]:
    """Create the tables that are missing (by default of all records); returns the names of the new ones."""
    client = boto3.client("dynamodb")
    kinds = all_records() if records is None else list(records)
    pages = client.get_paginator("list_tables").paginate()
    existing = {name for page in pages for name in page["TableNames"]}
    missing = [request for request in table_requests(kinds) if request["TableName"] not in existing]
    for request in missing:
        client.create_table(**request)
    return [request["TableName"] for request in missing]


def _resource(request: Request, short_name: str, ttl: str | None) -> Request:
    properties = {name: value for name, value in request.items() if name != "StreamSpecification"}
    properties["TableName"] = {"Fn::Sub": f"${{TablePrefix}}{short_name}"}
    properties["PointInTimeRecoverySpecification"] = {"PointInTimeRecoveryEnabled": True}
    if "StreamSpecification" in request:
        view = request["StreamSpecification"]["StreamViewType"]
        properties["StreamSpecification"] = {"StreamViewType": view}
    if ttl:
        properties["TimeToLiveSpecification"] = {"AttributeName": ttl, "Enabled": True}
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": KEPT,
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
    }


def _merged(request: Request, other: Request) -> Request:
    assert request["KeySchema"] == other["KeySchema"], f"two keys for {request['TableName']}"
    both = {**request, **{name: value for name, value in other.items() if name not in request}}
    both["AttributeDefinitions"] = _unique(
        request["AttributeDefinitions"] + other["AttributeDefinitions"], "AttributeName"
    )
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if kind in both:
            both[kind] = _unique(request.get(kind, []) + other.get(kind, []), "IndexName")
    return both


def _index(schema: Request) -> Request:
    return {
        "IndexName": schema["index_name"],
        "KeySchema": _hash_first(schema["key_schema"]),
        "Projection": schema["projection"],
    }


def _hash_first(key_schema: list[Request]) -> list[Request]:
    return sorted(key_schema, key=lambda key: str(key["KeyType"]))


def _unique(entries: list[Request], name: str) -> list[Request]:
    return list({entry[name]: entry for entry in entries}.values())


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _table_name(record: type[Record]) -> str:
    return str(record.Meta.table_name)


def _short_name(record: type[Record]) -> str:
    return str(
        getattr(record.Meta, "short_name", "")
        or _table_name(record).removeprefix(settings().table_prefix)
    )


def _descendants(kind: type[Record]) -> list[type[Record]]:
    own = kind.__subclasses__()
    return own + [below for kind in own for below in _descendants(kind)]
