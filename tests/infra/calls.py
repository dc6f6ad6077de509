"""Every call of AWS that the code of a function makes in a test run, and whose function it was."""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any
from urllib.parse import urlsplit

from botocore.client import BaseClient
from botocore.signers import RequestSigner, S3PostPresigner

from chalicelib.settings import settings
from infra.cloud.policies import allows, statements_of
from infra.cloud.rights import BUCKET, Right

TESTS = Path(__file__).resolve().parents[1]
PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
BATCHES = {"BatchGetItem", "BatchWriteItem"}
TRANSACTIONS = {"TransactWriteItems", "TransactGetItems"}
LISTS = {"ListObjectsV2", "ListObjects"}

seen: set[Right] = set()  # in the whole run
_fresh: set[Right] = set()  # in this test


def begin() -> None:
    """A new test: what was called before is no concern of it."""
    _fresh.clear()


def beyond_rights() -> list[str]:
    """The calls of this test that the role of their function does not allow."""
    allowed = _allowed()
    return [str(right) for right in sorted(_fresh) if not allows(allowed[right.function], right)]


def note(*rights: Right) -> None:
    _fresh.update(rights)


def are_all_files(session: Any) -> bool:
    """Whether every file of tests was asked for, and not only listed."""
    chosen = {item.path for item in getattr(session, "items", [])}
    return chosen >= set(TESTS.rglob("test_*.py")) and not session.config.option.collectonly


def watch() -> None:
    """See every call of AWS from now on; what is called stays as it is."""
    from chalicelib.store import on_call

    call, sign = BaseClient._make_api_call, S3PostPresigner.generate_presigned_post  # noqa: SLF001
    sign_address = RequestSigner.generate_presigned_url

    def seen_call(client: Any, operation: str, asked: dict[str, Any]) -> Any:
        _note(client.meta.service_model.service_name, operation, asked)
        return call(client, operation, asked)

    def seen_dynamodb(
        ask: Callable[..., dict[str, Any]], operation: str, asked: Mapping[str, Any]
    ) -> dict[str, Any]:
        _note("dynamodb", operation, asked)
        return ask(operation, asked)

    def seen_sign(signer: Any, **asked: Any) -> Any:
        _note("s3", "PutObject", {"Key": asked["fields"]["key"]})
        return sign(signer, **asked)

    def seen_address(signer: Any, **asked: Any) -> Any:
        path = urlsplit(asked["request_dict"]["url"]).path
        _note("s3", asked["operation_name"], {"Key": path.removeprefix(f"/{settings().bucket}/")})
        return sign_address(signer, **asked)

    BaseClient._make_api_call = seen_call  # noqa: SLF001
    on_call(seen_dynamodb)
    S3PostPresigner.generate_presigned_post = seen_sign
    RequestSigner.generate_presigned_url = seen_address


def rights_of(service: str, operation: str, asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a call touches and the actions that IAM asks for: ("orders/index/due", "Query")."""
    if service == "s3":
        if operation in LISTS:
            yield BUCKET, "ListBucket"
        else:
            yield asked["Key"].split("/")[0] + "/*", operation
    elif operation in TRANSACTIONS:
        for item in asked["TransactItems"]:
            for kind, part in item.items():
                yield _table(part["TableName"]), PARTS[kind]
    elif operation in BATCHES:
        for name in asked["RequestItems"]:
            yield _table(name), operation
    else:
        index = f"/index/{asked['IndexName']}" if asked.get("IndexName") else ""
        yield _table(asked["TableName"]) + index, operation


def _note(service: str, operation: str, asked: Mapping[str, Any]) -> None:
    function = _function(sys._getframe(2))  # noqa: SLF001
    if function and service in {"dynamodb", "s3"}:
        found = [Right(function, service, *right) for right in rights_of(service, operation, asked)]
    elif function:
        found = [Right(function, service, "*", operation)]
    else:
        return
    seen.update(found)
    note(*found)


def _function(frame: FrameType | None) -> str:
    """The function whose page or job stands highest in the stack of callers; "" for a test that calls a rule."""
    while frame:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("chalicelib.web."):
            return "api"
        if frame.f_code in _jobs():
            return _jobs()[frame.f_code]
        frame = frame.f_back
    return ""


@cache
def _jobs() -> dict[CodeType, str]:
    """The function that each job's code belongs to: several jobs may be made by one factory."""
    from app import app
    from infra.cloud.functions import functions_of

    handlers: Mapping[str, Any] = app.handler_map
    return {
        inspect.unwrap(handlers[job].func).__code__: function.name
        for function in functions_of(app)
        for job in function.jobs
    }


@cache
def _allowed() -> dict[str, list[dict[str, Any]]]:
    from app import app
    from infra.cloud.functions import functions_of
    from infra.cloud.rights import read_rights
    from infra.tables import all_records

    rights = read_rights(all_records())
    return {function.name: statements_of(function, rights) for function in functions_of(app)}


@cache
def _prefix() -> str:
    from chalicelib.settings import settings

    return settings().table_prefix


def _table(name: str) -> str:
    return name.removeprefix(_prefix())
