"""The template, as somebody reads it who must answer for it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Blueprint

from chalicelib.web.page.fair import Fair
from infra.cloud.alarms import DIFFERENCE, LEDGER_DIFFERS, MONEY_WAITS, TALLIES_DIFFER
from infra.cloud.edge import NO_CACHE
from infra.cloud.functions import functions_of
from infra.cloud.resources import PUBLIC
from infra.cloud.rights import places, read_rights
from infra.cloud.target import Target
from infra.cloud.template import template
from infra.tables import all_records, has_stream, logical_id

FREE_ALARMS = 10
MOST_OF_A_PATTERN = 1024
ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


def template_of(app: Any) -> Json:
    records = all_records()
    keys = {"api": "api-1.zip", "media": "media-1.zip"}
    return template(app, records, read_rights(records), Target((3, 13)), keys, "0.1.0+test")


@pytest.fixture(scope="module")
def whole(app: Any) -> Json:
    return template_of(app)


def of_type(whole: Json, kind: str) -> dict[str, Json]:
    return {
        name: resource["Properties"]
        for name, resource in whole["Resources"].items()
        if resource["Type"] == kind
    }


def test_there_is_one_greedy_route_whatever_pages_there_are(whole: Json) -> None:
    one_page = Fair("countyfair")
    one_page.route("/alone")(dict)

    alone = template_of(one_page)

    for document in (whole, alone):
        (resource,) = of_type(document, "AWS::ApiGateway::Resource").values()
        assert resource["PathPart"] == "{proxy+}"
        methods = of_type(document, "AWS::ApiGateway::Method").values()
        assert [method["HttpMethod"] for method in methods] == ["ANY", "ANY"]


def test_forms_and_chunks_are_bytes_and_pages_are_small(whole: Json) -> None:
    api = of_type(whole, "AWS::ApiGateway::RestApi")["RestApi"]

    assert api["BinaryMediaTypes"] == ["multipart/form-data", "application/octet-stream"]
    assert api["MinimumCompressionSize"] > 0


def test_the_stage_stands_in_the_origins_path(whole: Json) -> None:
    (stage,) = of_type(whole, "AWS::ApiGateway::Stage").values()
    config = of_type(whole, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]
    pages = next(origin for origin in config["Origins"] if origin["Id"] == "pages")

    assert pages["OriginPath"] == f"/{stage['StageName']}"


def test_storage_keeps_its_reserved_paths(whole: Json) -> None:
    config = of_type(whole, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]

    order = [
        (behaviour["PathPattern"], behaviour["TargetOriginId"])
        for behaviour in config["CacheBehaviors"]
    ]

    assert order == [
        *((f"/{prefix}/*", "files") for prefix in PUBLIC),
        ("/evidence/*", "uploads"),
        ("/uploads/refused", "pages"),
        ("/uploads/*", "uploads"),
    ]
    assert config["DefaultCacheBehavior"]["TargetOriginId"] == "pages"


def test_every_table_of_the_models_is_there_and_stays(whole: Json) -> None:
    tables = {
        name: resource
        for name, resource in whole["Resources"].items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }

    assert set(tables) == {logical_id(name) for name in places(all_records()) if "/" not in name}
    assert {table["DeletionPolicy"] for table in tables.values()} == {"RetainExceptOnCreate"}


def test_every_stream_has_one_reader_that_tells_what_it_could_not_take(
    whole: Json, app: Any
) -> None:
    readers = [event for event in events(whole) if event["Type"] == "DynamoDB"]
    read = [reader["Properties"]["Stream"]["Fn::GetAtt"][0] for reader in readers]
    asked_for = {
        source.name
        for function in functions_of(app)
        for source in function.sources
        if source.kind == "stream"
    }

    assert sorted(read) == sorted(map(logical_id, asked_for))
    streaming = set(places(record for record in all_records() if has_stream(record)))
    assert asked_for <= streaming
    for properties in (event["Properties"] for event in readers):
        assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert properties["MaximumRetryAttempts"] > 0
        assert (
            properties["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
            == "LostChanges"
        )


def test_orders_come_with_their_shard_since_watermarks_stand_on_it(whole: Json) -> None:
    windows = {
        event["Properties"]["Stream"]["Fn::GetAtt"][0]: event["Properties"].get(
            "TumblingWindowInSeconds"
        )
        for event in events(whole)
        if event["Type"] == "DynamoDB"
    }

    assert windows["OrdersTable"] == 1


def test_every_job_is_brought_its_events(whole: Json, app: Any) -> None:
    brought = {job for function in functions_of(app) for job in function.jobs}

    assert brought == {source.name for source in app.event_sources}
    assert len(events(whole)) <= len(brought)


def test_uploads_wait_in_a_queue_that_gives_up_in_the_end(whole: Json) -> None:
    queue = of_type(whole, "AWS::SQS::Queue")["MediaQueue"]
    media = of_type(whole, "AWS::Serverless::Function")["MediaFunction"]
    (event,) = media["Events"].values()

    assert queue["VisibilityTimeout"] >= 6 * media["Timeout"]
    assert queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] == "LostUploads"
    assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_every_lost_event_raises_an_alarm_and_alarms_cost_nothing(whole: Json) -> None:
    alarms = of_type(whole, "AWS::CloudWatch::Alarm")
    lost = [name for name in of_type(whole, "AWS::SQS::Queue") if name.startswith("Lost")]

    assert len(lost) == 3
    assert all(f"{name}Alarm" in alarms for name in lost)
    assert len(alarms) <= FREE_ALARMS
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in alarms.values())


def test_the_alarm_of_sums_listens_for_what_the_job_writes() -> None:
    from chalicelib.impact import reconcile
    from chalicelib.payments import check_ledger
    from chalicelib.service import recount_all

    code = reconcile.__globals__["__spec__"].loader.get_source(reconcile.__module__)
    assert f'log.error("{DIFFERENCE}"' in code
    code = check_ledger.__globals__["__spec__"].loader.get_source(check_ledger.__module__)
    assert f'log.error("{LEDGER_DIFFERS}"' in code
    code = recount_all.__globals__["__spec__"].loader.get_source(recount_all.__module__)
    assert f'log.error("{TALLIES_DIFFER}"' in code


def test_the_alarm_of_money_listens_for_what_payments_write(whole: Json) -> None:
    code = "".join(path.read_text() for path in (ROOT / "chalicelib/payments").rglob("*.py"))
    filters = of_type(whole, "AWS::Logs::MetricFilter").items()
    heard = [filter_ for name, filter_ in filters if name.startswith("Money")]

    for words in MONEY_WAITS:
        assert re.search(rf'log\.(error|exception)\(\s*"{words}"', code), words
    assert len(heard) == 4
    assert all(len(filter_["FilterPattern"]) <= MOST_OF_A_PATTERN for filter_ in heard)


def test_logs_are_kept_for_a_month(whole: Json) -> None:
    groups = of_type(whole, "AWS::Logs::LogGroup")

    for name in of_type(whole, "AWS::Serverless::Function"):
        assert groups[f"{name}Log"]["RetentionInDays"] == 30


def test_no_secret_stands_in_the_template(whole: Json) -> None:
    for name, function in of_type(whole, "AWS::Serverless::Function").items():
        variables = function["Environment"]["Variables"]
        secrets = {key: value for key, value in variables.items() if "SECRET" in key}
        stripe = {key: secrets.pop(key) for key in list(secrets) if "STRIPE" in key}
        assert set(secrets) == (
            {"FAIR_SECRET_SESSION", "FAIR_SECRET_PHONES"} if name == "ApiFunction" else set()
        )
        for makes, made, kept in (value["Fn::If"] for value in secrets.values()):
            assert made["Fn::Sub"].startswith("{{resolve:secretsmanager:${")
            assert (
                kept["Fn::Sub"]
                == "{{resolve:secretsmanager:${" + makes.replace("Makes", "Kept") + "}}}"
            )
        assert len(stripe) == (0 if name == "MediaFunction" else 2)
        for condition, given, otherwise in (secret["Fn::If"] for secret in stripe.values()):
            assert (condition, otherwise) == ("HasStripe", {"Ref": "AWS::NoValue"})
            assert "{{resolve:secretsmanager:${StripeSecret}" in given["Fn::Sub"]


def test_the_bucket_is_closed_and_the_world_reads_what_is_public(whole: Json) -> None:
    bucket = of_type(whole, "AWS::S3::Bucket")["Bucket"]
    policy = of_type(whole, "AWS::S3::BucketPolicy")["BucketPolicy"]["PolicyDocument"]
    (statement,) = policy["Statement"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    read = [resource["Fn::Sub"] for resource in statement["Resource"]]
    assert read == ["${Bucket.Arn}/static/*", "${Bucket.Arn}/photos/*", "${Bucket.Arn}/video/*"]


def test_no_stream_is_left_in_our_own_words(whole: Json) -> None:
    assert "stream:" not in json.dumps(whole)


def test_a_kind_of_event_that_the_fair_does_not_use_is_a_mistake() -> None:
    other = Fair("other")
    jobs = Blueprint("other")
    jobs.on_sns_message(topic="news")(print)
    other.register_blueprint(jobs)

    with pytest.raises(TypeError, match="SNSEventConfig"):
        functions_of(other)


def events(whole: Json) -> list[Json]:
    functions = of_type(whole, "AWS::Serverless::Function").values()
    return [event for function in functions for event in function["Events"].values()]


def test_evidence_takes_a_signature_that_only_the_bucket_judges(whole: Json) -> None:
    config = of_type(whole, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]
    (evidence,) = (
        behaviour
        for behaviour in config["CacheBehaviors"]
        if behaviour["PathPattern"] == "/evidence/*"
    )
    (origin,) = (
        origin for origin in config["Origins"] if origin["Id"] == evidence["TargetOriginId"]
    )
    policies = of_type(whole, "AWS::CloudFront::OriginRequestPolicy")
    passed = policies[evidence["OriginRequestPolicyId"]["Ref"]]["OriginRequestPolicyConfig"]

    assert "OriginAccessControlId" not in origin
    assert passed["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert passed["CookiesConfig"] == {"CookieBehavior": "none"}
    assert passed["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert evidence["CachePolicyId"] == NO_CACHE
    assert evidence["AllowedMethods"] == ["GET", "HEAD"]
