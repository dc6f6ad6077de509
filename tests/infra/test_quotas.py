"""The template stays within four fifths of what AWS takes, in the longest region, under the longest names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from infra.cloud.functions import functions_of
from infra.cloud.longest import AT_MOST, length, longest
from infra.cloud.parameters import PARAMETERS
from infra.cloud.policies import roles
from infra.cloud.rights import Right, places, read_rights
from infra.tables import all_records
from tests.infra.test_template import of_type, template_of

SHARE = 0.8
Json = dict[str, Any]


@dataclass(frozen=True)
class Quota:
    what: str
    used: int
    most: int

    @property
    def is_kept(self) -> bool:
        return self.used <= SHARE * self.most


@pytest.fixture(scope="module")
def whole(app: Any) -> Json:
    return template_of(app)


def test_every_quota_is_kept_with_a_fifth_to_spare(whole: Json) -> None:
    quotas = [
        *of_the_template(whole),
        *of_roles(whole),
        *of_functions(whole),
        *of_names(whole),
        *of_alarms(whole),
        *of_tables(whole),
        *of_the_edge(whole),
    ]

    assert len(quotas) > 100
    assert not [quota for quota in quotas if not quota.is_kept]


def test_a_role_that_grows_gets_policies_of_its_own(app: Any) -> None:
    api = next(function for function in functions_of(app) if function.name == "api")
    rights = read_rights(all_records())
    more = [
        Right("api", "dynamodb", where, action)
        for where in places(all_records())
        for action in ("GetItem", "PutItem")
    ]

    small = roles(api, rights[:5])
    large = roles(api, rights)
    larger = roles(api, {*rights, *more})

    assert list(small) == ["ApiRole"]
    assert small["ApiRole"]["Properties"]["Policies"]
    assert len(small) < len(large) <= len(larger)
    for resources in (large, larger):
        *policies, name = resources
        assert resources[name]["Properties"]["ManagedPolicyArns"] == [
            {"Ref": policy} for policy in policies
        ]
        assert all(quota.is_kept for quota in of_roles({"Resources": resources}))


def test_what_may_be_long_is_put_in_at_its_longest() -> None:
    arn = longest({"Fn::Sub": ["${T}/index/*", {"T": {"Fn::GetAtt": ["OrdersTable", "Arn"]}}]})

    own = "arn:aws-cn:dynamodb:cn-northwest-1:123456789012:table/" + "x" * 20
    assert arn == own + "OrdersTable/index/*"
    assert len(longest({"Ref": "TaxLine"})) == PARAMETERS["TaxLine"].most
    assert longest({"Fn::If": ["HasMail", ["a"], {"Ref": "AWS::NoValue"}]})


def of_the_template(whole: Json) -> Iterator[Quota]:
    """Serverless makes of an event at most a mapping, a rule and a permission."""
    events = sum(
        len(function["Events"]) for function in of_type(whole, "AWS::Serverless::Function").values()
    )
    invoked = len(of_type(whole, "AWS::Serverless::Function"))
    yield Quota("resources", len(whole["Resources"]) + 2 * events + invoked, 500)
    yield Quota("template", len(str(whole).encode()), 1_000_000)
    yield Quota("parameters", len(whole["Parameters"]), 200)
    yield Quota("outputs", len(whole["Outputs"]), 200)
    for name, parameter in whole["Parameters"].items():
        yield Quota(name, parameter["MaxLength"] * len("一".encode()), 4_096)
        yield Quota(name, len(parameter["Description"]), 4_000)


def of_roles(whole: Json) -> Iterator[Quota]:
    for name, role in of_type(whole, "AWS::IAM::Role").items():
        own = sum(length(policy["PolicyDocument"]) for policy in role["Policies"])
        yield Quota(f"{name} itself", own, 10_240)
        yield Quota(f"{name} managed", len(role["ManagedPolicyArns"]), 10)
        yield Quota(f"{name} trust", length(role["AssumeRolePolicyDocument"]), 2_048)
    for name, policy in of_type(whole, "AWS::IAM::ManagedPolicy").items():
        yield Quota(name, length(policy["PolicyDocument"]), 6_144)


def of_functions(whole: Json) -> Iterator[Quota]:
    for name, function in of_type(whole, "AWS::Serverless::Function").items():
        variables = longest(function["Environment"]["Variables"])
        text = "".join([*variables, *map(str, variables.values())])
        yield Quota(f"environment of {name}", len(text.encode()), 4_096)


def of_names(whole: Json) -> Iterator[Quota]:
    for kind, attribute, most in (
        ("AWS::Serverless::Function", "FunctionName", 64),
        ("AWS::S3::Bucket", "BucketName", 63),
        ("AWS::DynamoDB::Table", "TableName", 255),
        ("AWS::Logs::LogGroup", "LogGroupName", 512),
        ("AWS::CloudFront::Function", "Name", 64),
    ):
        for properties in of_type(whole, kind).values():
            name = longest(properties[attribute])
            yield Quota(f"name {name}", len(name), most)
    for function in of_type(whole, "AWS::Serverless::Function").values():
        for event in function["Events"].values():
            name = longest(event["Properties"].get("Name", ""))
            yield Quota(f"rule {name}", len(name), 64)


def of_alarms(whole: Json) -> Iterator[Quota]:
    for name, alarm in of_type(whole, "AWS::CloudWatch::Alarm").items():
        yield Quota(name, len(alarm["AlarmDescription"]), 1_024)
    for name, pattern in of_type(whole, "AWS::Logs::MetricFilter").items():
        yield Quota(name, len(pattern["FilterPattern"]), 1_024)


def of_tables(whole: Json) -> Iterator[Quota]:
    for name, table in of_type(whole, "AWS::DynamoDB::Table").items():
        yield Quota(f"indexes of {name}", len(table.get("GlobalSecondaryIndexes", [])), 20)
    bucket = of_type(whole, "AWS::S3::BucketPolicy")["BucketPolicy"]
    yield Quota("policy of the bucket", length(bucket["PolicyDocument"]), 20_480)


def of_the_edge(whole: Json) -> Iterator[Quota]:
    config = of_type(whole, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]
    yield Quota("behaviours", len(config["CacheBehaviors"]), 25)
    yield Quota("origins", len(config["Origins"]), 25)


def test_the_longest_names_are_those_that_a_deployment_takes() -> None:
    assert len(AT_MOST["AWS::StackName"]) == len(AT_MOST["TablePrefix"]) == 20
