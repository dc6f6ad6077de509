"""The page of the public months: which are published, which are due, and a button for each of these."""

from chalice.app import Response

from chalicelib.impact import months_due, public_months, publish_month
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import MANAGER, Pages

pages = Pages(__name__)


@pages.get("/impact/months", who=MANAGER)
def show_months() -> Response:
    return render(
        "manager/months.html",
        months=public_months(),
        due=months_due(),
        done=asking().query.get("done", ""),
    )


@pages.post("/impact/months", who=MANAGER, again=show_months)
def publish() -> Response:
    publish_month(pages.form().get("month", ""))
    return see_other("/impact/months?done=published")
