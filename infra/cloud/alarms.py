"""What somebody is told of: at most ten alarms, which is what AWS gives for nothing."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
DIFFERENCE = "roll-ups differ from orders"  # as chalicelib/impact writes it into its log
LEDGER_DIFFERS = "ledger differs from orders"  # as chalicelib/payments does
TALLIES_DIFFER = "tallies differ from reviews"  # as chalicelib/service does
DIFFERENCES = "Differences"
MONEY = "MoneyWaits"
WHERE_MONEY_MOVES = ("api", "minute", "nightly", "projections")
MONEY_WAITS = (  # for a person: as chalicelib/payments writes it into its log
    "payment quarantined",
    "payment disputed",
    "refund goes by hand",
    "refund failed",
    "payout refused",
    "payout reversed",
    "no page to pay at",
    "event about nothing of ours",
    "too many webhooks missed",
    "payment service refuses our key",
    "fees not all read",
)


@dataclass(frozen=True, slots=True)
class Metric:
    """What AWS counts, and of what: a queue, a function, a stage."""

    namespace: str | Json
    name: str
    dimensions: Json = field(default_factory=dict)


def alarms() -> Json:
    """The alarms and the mail that they send."""
    lost = {
        f"{queue}Alarm": _alarm(
            f"{what} that nobody could take lie in a queue: see docs/operating.md",
            Metric(
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                {"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}},
            ),
            statistic="Maximum",
        )
        for queue, what in (
            ("LostUploads", "Uploads"),
            ("LostChanges", "Changes of tables"),
            ("LostSchedules", "Schedules"),
        )
    }
    return {
        **lost,
        **_of_functions(),
        **_of_pages(),
        **_of_sums(),
        **_of_money(),
        "Alarms": _topic(),
    }


def _of_functions() -> Json:
    return {
        "SweepAlarm": _alarm(
            "The job of every minute has not run for a quarter of an hour: goods stay held",
            Metric("AWS/Lambda", "Invocations", _function("minute")),
            below=1,
            minutes=15,
        ),
        "LagAlarm": _alarm(
            "Inboxes, reports and the audit log are ten minutes behind the orders",
            Metric("AWS/Lambda", "IteratorAge", _function("projections")),
            statistic="Maximum",
            above=600_000,
        ),
        "UploadsWaitAlarm": _alarm(
            "A photo has waited for half an hour",
            Metric(
                "AWS/SQS",
                "ApproximateAgeOfOldestMessage",
                {"QueueName": {"Fn::GetAtt": ["MediaQueue", "QueueName"]}},
            ),
            statistic="Maximum",
            above=1_800,
        ),
    }


def _of_pages() -> Json:
    return {
        "PagesFailAlarm": _alarm(
            "Pages fail",
            Metric(
                "AWS/ApiGateway",
                "5XXError",
                {"ApiName": {"Fn::Sub": "${AWS::StackName}"}, "Stage": "api"},
            ),
            above=4,
        ),
        "PagesTurnedAwayAlarm": _alarm(
            "More people than Lambda may serve at once",
            Metric("AWS/Lambda", "Throttles", _function("api")),
        ),
    }


def _of_sums() -> Json:
    """The nightly comparisons say it in the log when reports, ledger, orders or reviews do not add up."""
    metric = {"MetricNamespace": {"Ref": "AWS::StackName"}, "MetricName": DIFFERENCES}
    return {
        DIFFERENCES: {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {
                "LogGroupName": {"Ref": "NightlyFunctionLog"},
                "FilterPattern": " ".join(
                    f'?"{words}"' for words in (DIFFERENCE, LEDGER_DIFFERS, TALLIES_DIFFER)
                ),
                "MetricTransformations": [{**metric, "MetricValue": "1"}],
            },
        },
        "SumsAlarm": _alarm(
            "Reports, ledger, orders and reviews do not add up",
            Metric({"Ref": "AWS::StackName"}, DIFFERENCES),
        ),
    }


def _of_money() -> Json:
    """Whatever happens to money that no program may decide on stands in the logs in one of a few sentences."""
    metric = {"MetricNamespace": {"Ref": "AWS::StackName"}, "MetricName": MONEY}
    filters = {
        f"{MONEY}In{name.capitalize()}": {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {
                "LogGroupName": {"Ref": f"{name.capitalize()}FunctionLog"},
                "FilterPattern": " ".join(f'?"{words}"' for words in MONEY_WAITS),
                "MetricTransformations": [{**metric, "MetricValue": "1"}],
            },
        }
        for name in WHERE_MONEY_MOVES
    }
    waits = _alarm("Money waits for a person", Metric({"Ref": "AWS::StackName"}, MONEY))
    return {**filters, "MoneyAlarm": waits}


def _alarm(
    text: str,
    metric: Metric,
    *,
    statistic: str = "Sum",
    above: int = 0,
    below: int | None = None,
    minutes: int = 5,
) -> Json:
    """Silence is no alarm, except where the alarm is that too little happens."""
    over = below is None
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": text,
            "Namespace": metric.namespace,
            "MetricName": metric.name,
            "Dimensions": [
                {"Name": name, "Value": value} for name, value in metric.dimensions.items()
            ],
            "Statistic": statistic,
            "Period": minutes * 60,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold" if over else "LessThanThreshold",
            "Threshold": above if over else below,
            "TreatMissingData": "notBreaching" if over else "breaching",
            "AlarmActions": [{"Ref": "Alarms"}],
        },
    }


def _function(name: str) -> Json:
    return {"FunctionName": {"Fn::Sub": "${AWS::StackName}-" + name}}


def _topic() -> Json:
    mail = [{"Protocol": "email", "Endpoint": {"Ref": "AlarmMail"}}]
    return {
        "Type": "AWS::SNS::Topic",
        "Properties": {"Subscription": {"Fn::If": ["HasMail", mail, {"Ref": "AWS::NoValue"}]}},
    }
