"""What the fair has done: roll-ups from the orders' stream, reports, and the order lines behind each number."""

from chalicelib.impact.behind import (
    FIGURES,
    LineBehind,
    ReportQuestion,
    lines_behind,
    question_of,
    sum_behind,
)
from chalicelib.impact.compare import compare
from chalicelib.impact.fold import OrderChange, fold
from chalicelib.impact.join import join_guest
from chalicelib.impact.models import DataSet, FirstOrder, PublicMonth
from chalicelib.impact.names import Name, names_of
from chalicelib.impact.publish import (
    AMOUNTS,
    months_due,
    public_figures,
    public_months,
    publish_due,
    publish_month,
)
from chalicelib.impact.read import last_comparison
from chalicelib.impact.rebuild import rebuild
from chalicelib.impact.reconcile import reconcile
from chalicelib.impact.report import BY, TOGETHER, Report, ReportRow, report, shown_to
from chalicelib.impact.rules import LEAST_FOR_OFFICERS, check_period, days_of_month

__all__ = [
    "AMOUNTS",
    "BY",
    "FIGURES",
    "LEAST_FOR_OFFICERS",
    "TOGETHER",
    "DataSet",
    "FirstOrder",
    "LineBehind",
    "Name",
    "OrderChange",
    "PublicMonth",
    "Report",
    "ReportQuestion",
    "ReportRow",
    "check_period",
    "compare",
    "days_of_month",
    "fold",
    "join_guest",
    "last_comparison",
    "lines_behind",
    "months_due",
    "names_of",
    "public_figures",
    "public_months",
    "publish_due",
    "publish_month",
    "question_of",
    "rebuild",
    "reconcile",
    "report",
    "shown_to",
    "sum_behind",
]
