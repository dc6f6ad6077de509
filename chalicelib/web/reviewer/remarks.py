"""The reviewer's pages of reviews, questions and replies: what nobody has read yet, and the decision on each."""

from chalice.app import Response

from chalicelib import service
from chalicelib.accounts import GOVERNANCE
from chalicelib.errors import Invalid
from chalicelib.media import Photo
from chalicelib.screening import STOP, Finding, findings_in, laws
from chalicelib.service import LONGEST_REASON, OF_BUYERS, PARTS, REPLY, Remark, Words
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.photo_upload import own_photo
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

MOST_VERSION = 999_999

pages = Pages(__name__)


@pages.get("/review/remarks", who=GOVERNANCE)
def show_remarks() -> Response:
    query = asking().query
    return render(
        "reviewer/remarks/list.html",
        page=service.waiting_for_reviewer(query.get("cursor", "")),
        done=query.get("done", ""),
    )


@pages.get("/review/remarks/{listing_id}/{remark_key}", who=GOVERNANCE)
def show_remark(listing_id: str, remark_key: str) -> Response:
    remark = service.find_remark(listing_id, remark_key)
    return render(
        "reviewer/remarks/show.html",
        remark=remark,
        parts=[
            (part, words, _findings(part, words), _photos(remark, words))
            for part in PARTS
            if (words := getattr(remark, part)) is not None
        ],
        laws=laws(),
        form=kept(typed(), "part", "reason"),
        longest=LONGEST_REASON,
    )


@pages.post("/review/remarks/{listing_id}/{remark_key}/release", who=GOVERNANCE, again=show_remark)
def release_remark(listing_id: str, remark_key: str) -> Response:
    form, me = pages.form(unseen=("part", "seen")), signed_in_person().person_id
    part, version = _decided(form)
    form.check()
    if _is_stopped(listing_id, remark_key, part) and form.get("despite") != "yes":
        raise Invalid({"despite": "marked-words-unread"})
    service.release(listing_id, remark_key, part, me, version=version)
    return see_other("/review/remarks?done=shown")


@pages.post("/review/remarks/{listing_id}/{remark_key}/refuse", who=GOVERNANCE, again=show_remark)
def refuse_remark(listing_id: str, remark_key: str) -> Response:
    form, me = pages.form(unseen=("part", "seen")), signed_in_person().person_id
    part, version = _decided(form)
    reason = form.text("reason", 0, LONGEST_REASON, lines=True)
    form.check()
    service.refuse(listing_id, remark_key, part, reason, me, version=version)
    return see_other("/review/remarks?done=refused")


def _decided(form: Form) -> tuple[str, int]:
    return form.choice("part", PARTS), form.whole_number("seen", 1, MOST_VERSION)


def _is_stopped(listing_id: str, remark_key: str, part: str) -> bool:
    """Whether it says what the machine stops; that it is still what was read, its version says."""
    words = getattr(service.find_remark(listing_id, remark_key), part)
    return bool(words) and any(finding.effect == STOP for finding in _findings(part, words))


def _findings(part: str, words: Words) -> list[Finding]:
    """What a machine noticed: a seller is held to all rules, a buyer to those about ways around the fair."""
    findings = findings_in(words.text, "text")
    if part == REPLY:
        return findings
    return [finding for finding in findings if finding.rule.startswith(OF_BUYERS)]


def _photos(remark: Remark, words: Words) -> list[Photo]:
    photos = (own_photo(remark.writer_id, photo_id) for photo_id in words.photo_ids or ())
    return [photo for photo in photos if photo]
