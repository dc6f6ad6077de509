"""How long the words of a template become where they are longest, since AWS counts what comes out."""

import json
import re
from typing import Any

from infra.cloud.parameters import PARAMETERS

MOST_OF_A_NAME = 20  # of a stack: `deploy` takes no longer one
RANDOM = "-ABCDEFGHIJKLM"  # what CloudFormation adds to a name that it makes
AT_MOST = {
    "AWS::StackName": "s" * MOST_OF_A_NAME,
    "AWS::Region": "cn-northwest-1",
    "AWS::Partition": "aws-cn",
    "AWS::AccountId": "123456789012",
    "AWS::URLSuffix": "amazonaws.com.cn",
    **{name: parameter.longest for name, parameter in PARAMETERS.items()},
}


def longest(value: Any) -> Any:
    """A part of a template with every reference put in."""
    if isinstance(value, list):
        return [longest(part) for part in value]
    if not isinstance(value, dict):
        return value
    (name, argument), *others = value.items() or [("", None)]
    if others or not (name == "Ref" or name.startswith("Fn::")):
        return {name: longest(part) for name, part in value.items()}
    return _put_in(name, argument)


def length(value: Any) -> int:
    """Letters of a document of the template as AWS counts them: without blanks."""
    return len(json.dumps(longest(value), separators=(",", ":"), ensure_ascii=False))


def _put_in(intrinsic: str, argument: Any) -> Any:
    match intrinsic, argument:
        case "Ref", name:
            return _named(name)
        case "Fn::GetAtt", [name, attribute]:
            return _attribute(name, attribute)
        case "Fn::Sub", [text, names]:
            return _filled(text, {name: longest(part) for name, part in names.items()})
        case "Fn::Sub", text:
            return _filled(text, {})
        case "Fn::If", [_, *both]:
            return max(map(longest, both), key=lambda part: len(json.dumps(part)))
    raise AssertionError(f"{intrinsic}: how long does it become?")


def _named(name: str) -> str:
    return AT_MOST.get(name) or f"{AT_MOST['AWS::StackName']}-{name}{RANDOM}"


def _filled(text: str, names: dict[str, Any]) -> str:
    def word(match: re.Match[str]) -> str:
        name, _, attribute = match[1].partition(".")
        if attribute:
            return _attribute(name, attribute)
        return str(names.get(name) or _named(name))

    return re.sub(r"\$\{([^}]+)\}", word, text)


def _attribute(name: str, attribute: str) -> str:
    """The logical id of a table is longer than its own name."""
    place = f"arn:aws-cn:{{}}:cn-northwest-1:{AT_MOST['AWS::AccountId']}:"
    match attribute:
        case "Arn" if name.endswith("Table"):
            return place.format("dynamodb") + f"table/{AT_MOST['TablePrefix']}{name}"
        case "StreamArn":
            return _attribute(name, "Arn") + "/stream/2026-12-31T23:59:59.999"
        case "Arn" | "FunctionARN":
            return place.format("secretsmanager") + f"log-group:/aws/lambda/{_named(name)}:*"
        case "QueueName" | "Id" | "RootResourceId":
            return _named(name)
        case "DomainName" | "RegionalDomainName":
            return f"{_named(name)}.s3.cn-northwest-1.amazonaws.com.cn"
    raise AssertionError(f"{name}.{attribute}: how long does it become?")
