"""A stack that failed, or that was deleted, can be deployed again, and the data are still there.

It is a small stack: a few tables, the bucket and the secrets, by the very template of the fair.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.cloud import stack as stacks
from infra.cloud.adopt import left_behind
from infra.cloud.deploy import deploy, main, report
from infra.cloud.stack import CannotDeploy
from infra.local.engine.process import start
from tests.infra.cloud import ENVIRONMENT, Cloud
from tests.infra.test_template import template_of

KINDS = (
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
    "AWS::SecretsManager::Secret",
)
TOLD = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "FeeBp"}}}
TABLES = ("OrdersTable", "StockTable", "ListingsTable")
IN_THE_WAY = {  # it waits for a word that nobody says
    "InTheWay": {
        "Type": "AWS::CloudFormation::WaitCondition",
        "DependsOn": ["OrdersTable", "Bucket", "PhonesSecret"],
        "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "1"},
    },
    "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> Iterator[Cloud]:
    engine = start(["-m", "tests.infra.cloud_engine"], {"LOG_LEVEL": "CRITICAL"})
    try:
        engine.wait_until_ready()
        cloud = Cloud(engine.endpoint)
        cloud.client("s3").create_bucket(Bucket="code")
        yield cloud
    finally:
        engine.stop()


@pytest.fixture
def cloud(engine: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": engine.endpoint}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(stacks.PATIENCE, "Delay", 0.1)
    return engine


@pytest.fixture(scope="module")
def small(app: Any) -> Json:
    whole = template_of(app)
    resources = {
        name: resource
        for name, resource in whole["Resources"].items()
        if name in TABLES or resource["Type"] in KINDS
    }
    outputs = {"Bucket": whole["Outputs"]["Bucket"]}
    return {**whole, "Resources": {**resources, "Told": TOLD}, "Outputs": outputs}


@pytest.fixture
def folder(tmp_path: Path, small: Json) -> Path:
    return built(tmp_path / "good", small)


@pytest.fixture
def broken(tmp_path: Path, small: Json) -> Path:
    resources = {**small["Resources"], **IN_THE_WAY}
    return built(tmp_path / "broken", {**small, "Resources": resources})


def built(folder: Path, template: Json) -> Path:
    (folder / "static").mkdir(parents=True)
    (folder / "static/fair.css").write_text("p {}")
    (folder / "template.json").write_text(json.dumps(template))
    return folder


def status(cloud: Cloud, stack: str) -> str:
    (found,) = cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return str(found["StackStatus"])


def parameters(cloud: Cloud, stack: str) -> dict[str, str]:
    (found,) = cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return {given["ParameterKey"]: given["ParameterValue"] for given in found["Parameters"]}


def delete(cloud: Cloud, stack: str) -> None:
    client = cloud.client("cloudformation")
    client.delete_stack(StackName=stack)
    client.get_waiter("stack_delete_complete").wait(
        StackName=stack, WaiterConfig={"Delay": 0.1, "MaxAttempts": 300}
    )


def tables(cloud: Cloud, prefix: str) -> list[str]:
    names = cloud.client("dynamodb").list_tables()["TableNames"]
    return [name for name in names if name.startswith(prefix)]


def words(cloud: Cloud, stack: str) -> set[str]:
    """What the secrets of a stack hold."""
    client = cloud.client("secretsmanager")
    return {
        client.get_secret_value(SecretId=secret["ARN"])["SecretString"]
        for secret in client.list_secrets()["SecretList"]
        if {"Key": "fair:stack", "Value": stack} in secret["Tags"]
    }


def test_a_first_try_that_fails_says_why_and_leaves_nothing_in_the_way(
    cloud: Cloud, folder: Path, broken: Path
) -> None:
    mine = {"TablePrefix": "first-", "TaxLine": "增值税 9%"}

    with pytest.raises(CannotDeploy, match="InTheWay"):
        deploy("first", "code", mine, broken)
    assert status(cloud, "first") == "ROLLBACK_COMPLETE"
    assert not tables(cloud, "first-")
    assert not words(cloud, "first")
    deploy("first", "code", {}, folder)

    assert status(cloud, "first") == "CREATE_COMPLETE"
    assert len(tables(cloud, "first-")) == len(TABLES)
    assert parameters(cloud, "first")["TaxLine"] == "增值税 9%"


def test_a_stack_that_was_deleted_finds_its_data_again(cloud: Cloud, folder: Path) -> None:
    mine = {"TablePrefix": "second-"}
    bucket = deploy("second", "code", mine, folder)["Bucket"]
    cloud.client("s3").put_object(Bucket=bucket, Key="photos/1", Body=b"pear")
    key = {"buyer_id": {"S": "mei"}, "order_key": {"S": "o-1"}}
    cloud.client("dynamodb").put_item(TableName="second-orders", Item=key)
    secrets = words(cloud, "second")

    delete(cloud, "second")
    again = deploy("second", "code", mine, folder)

    assert again["Bucket"] == bucket
    assert cloud.client("dynamodb").scan(TableName="second-orders")["Items"] == [key]
    assert cloud.client("s3").get_object(Bucket=bucket, Key="photos/1")["Body"].read() == b"pear"
    notified = cloud.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    (told,) = notified["QueueConfigurations"]
    assert told["QueueArn"] in {
        cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])[
            "Attributes"
        ]["QueueArn"]
        for url in cloud.client("sqs").list_queues()["QueueUrls"]
    }
    assert words(cloud, "second") == secrets
    assert parameters(cloud, "second")["KeptPhones"].startswith("arn:")
    assert not left_behind_now(folder, "second", mine)

    delete(cloud, "second")
    deploy("second", "code", mine, folder)

    assert words(cloud, "second") == secrets


def left_behind_now(folder: Path, stack: str, given: dict[str, str]) -> bool:
    """What lies in a stack is not left behind, though it is there: the next deployment is an update."""
    deploy(stack, "code", given, folder)
    template = json.loads((folder / "template.json").read_text())
    return len(left_behind(template, stack, given)) != len(TABLES) + 1


def test_what_fails_after_an_adoption_takes_no_data_along(
    cloud: Cloud, folder: Path, broken: Path
) -> None:
    mine = {"TablePrefix": "third-"}
    deploy("third", "code", mine, folder)
    cloud.client("dynamodb").put_item(TableName="third-stock", Item={"sku_id": {"S": "pear"}})
    delete(cloud, "third")

    with pytest.raises(CannotDeploy, match="InTheWay"):
        deploy("third", "code", mine, broken)
    deploy("third", "code", mine, folder)

    assert cloud.client("dynamodb").scan(TableName="third-stock")["Count"] == 1


def test_a_table_of_another_release_is_not_taken_for_one_of_this(
    cloud: Cloud, folder: Path, small: Json
) -> None:
    mine = {"TablePrefix": "fourth-"}
    deploy("fourth", "code", mine, folder)
    delete(cloud, "fourth")
    template = json.loads(json.dumps(small))
    template["Resources"]["ListingsTable"]["Properties"]["GlobalSecondaryIndexes"].pop()
    other = built(folder.parent / "other", template)

    with pytest.raises(CannotDeploy, match="fourth-listings is there and is not as this release"):
        deploy("fourth", "code", mine, other)

    deploy("fourth", "code", mine, folder)


def test_what_is_not_given_keeps_its_value(cloud: Cloud, folder: Path, small: Json) -> None:
    given = {
        "TablePrefix": "fifth-",
        "DomainName": "fair.example",
        "Bank": "工商银行|乡集|6222",
        "TaxLine": "增值税 9%",
        "FeeBp": "150",
    }
    deploy("fifth", "code", given, folder)
    first = parameters(cloud, "fifth")

    deploy("fifth", "code", {"FeeBp": "175"}, folder)

    assert parameters(cloud, "fifth") == {**first, "FeeBp": "175"}
    assert {name: first[name] for name in given} == given

    newer = {**small["Parameters"], "Fresh": small["Parameters"]["PriceClass"]}
    newer.pop("LogLevel")
    told = {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Type": "String", "Value": {"Ref": "Fresh"}},
    }
    resources = {**small["Resources"], "ToldToo": told}
    release = built(folder.parent / "newer", {**small, "Parameters": newer, "Resources": resources})
    deploy("fifth", "code", {}, release)

    now = parameters(cloud, "fifth")
    assert (now["FeeBp"], now["DomainName"], now["Fresh"]) == (
        "175",
        "fair.example",
        "PriceClass_200",
    )
    assert "LogLevel" not in now


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Fair", "--code", "c"], "A stack's name has at most 20 small letters"),
        (["a-name-that-is-too-long", "--code", "c"], "A stack's name has at most 20"),
        (["fair", "--code", "c", "Bnak=x"], "There is no parameter Bnak; there are CodeBucket"),
        (["fair", "--code", "c", "FeeBp=2%"], "FeeBp cannot be '2%': The platform's fee"),
        (["fair", "Bank=x", "--code", "c"], "Bank cannot be 'x': Where bank transfers go"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_sent(
    folder: Path, words: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--build", str(folder)])

    assert str(ended.value).startswith(said)


def test_whoever_deploys_is_warned_that_no_phone_is_reached(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report({"Url": "https://fair.example"})

    out, err = capsys.readouterr()
    assert out == "Url\thttps://fair.example\n"
    assert err.startswith("Warning: this fair sends no messages to phones.")


def test_a_change_that_is_under_way_is_waited_for() -> None:
    for state, said in (("UPDATE_IN_PROGRESS", "wait"), ("UPDATE_ROLLBACK_FAILED", "continue")):
        with pytest.raises(CannotDeploy, match=said):
            stacks.clear({"StackName": "fair", "StackStatus": state})
