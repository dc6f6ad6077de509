"""What the fair has told whoever asks."""

from datetime import datetime

from chalice.app import Response

from chalicelib.errors import FairError
from chalicelib.money import yuan
from chalicelib.notices import Notice, boxes_of, mark_read, notices_of
from chalicelib.web.page.as_written import wording
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render, said, see_other, shanghai
from chalicelib.web.page.routes import ANYONE, Pages

PLACES = {  # where a notice of this kind leads
    "account-changed": "/earnings/{about}/account",
    "address-changed": "/shop/orders/{about}",
    "change-accepted": "/shop/listings/{about}",
    "change-sent-back": "/shop/listings/{about}",
    "claim-declined": "/orders/{0}/claims/{1}",
    "claim-disputed": "/shop/claims/{about}",
    "claim-ended": "/shop/claims/{about}",
    "claim-granted": "/orders/{0}/claims/{1}",
    "claim-new": "/shop/claims/{about}",
    "claim-not-granted": "/orders/{0}/claims/{1}",
    "claim-offered": "/orders/{0}/claims/{1}",
    "device-let-in": "/me/devices",
    "makers-account-changed": "/office/producers/{about}/code",
    "goods-approved": "/shop/listings/{about}",
    "goods-new": "/goods/{about}",
    "goods-restored": "/shop/listings/{about}",
    "goods-sent-back": "/shop/listings/{about}",
    "goods-submitted": "/office/listings",
    "goods-taken-down": "/shop/listings/{about}",
    "live-begins": "/live/{about}",
    "live-cancelled": "/live/{about}",
    "live-ended-by-itself": "/host/{about}",
    "live-moved": "/live/{about}",
    "live-planned": "/live/{about}",
    "live-restored": "/live/{about}",
    "live-soon": "/live/{about}",
    "order-expired": "/orders/{about}",
    "order-new": "/shop/orders/{about}",
    "order-not-sent": "/orders/{about}",
    "order-paid": "/orders/{about}",
    "order-sent": "/orders/{about}",
    "order-taken-back": "/shop/orders/{about}",
    "own-live-soon": "/host/{about}",
    "payment-missing": "/pay/{about}",
    "payout-sent": "/earnings/{about}",
    "question-answered": "/goods/{about}",
    "question-new": "/shop/remarks/{0}/{1}",
    "question-refused": "/goods/{about}",
    "question-shown": "/goods/{about}",
    "refund-sent": "/orders/{about}",
    "reply-refused": "/shop/remarks/{0}/{1}",
    "review-answered": "/orders/{0}/lines/{2}/review",
    "review-new": "/shop/remarks/{0}/{1}",
    "review-refused": "/orders/{0}/lines/{2}/review",
    "review-shown": "/orders/{0}/lines/{2}/review",
    "season-begins": "/producers/{about}",
    "your-turn": "/goods/{about}/place",
}

pages = Pages(__name__)


@pages.get("/me/notices", who=ANYONE)
def show_notices() -> Response:
    notices = notices_of(_boxes(), asking().query.get("cursor", ""))
    return render(
        "entrance/notices.html",
        notices=[(notice, _sentence(notice), _place(notice)) for notice in notices.items],
        cursor=notices.cursor,
        has_unread=any(notice.read_at is None for notice in notices.items),
        until=notices.items[0].notice_key if notices.items else "",
    )


@pages.post("/me/notices/read", who=ANYONE)
def mark_notices_read() -> Response:
    mark_read(_boxes(), pages.form().get("until", ""), by=asking().buyer_id)
    return see_other("/me/notices")


def _boxes() -> tuple[str, ...]:
    """Whose notices whoever asks may read: none before they have done anything here."""
    person, guest_id = asking().person, asking().guest_id
    return boxes_of(person) if person else (guest_id,) if guest_id else ()


def _place(notice: Notice) -> str:
    """What a notice is about may have several parts, "<order>/lines/<n>"."""
    return PLACES[notice.kind].format(*notice.about.split("/"), about=notice.about)


def _sentence(notice: Notice) -> str:
    return said(FairError(notice.kind, **{name: _shown(notice, name) for name in notice.texts}))


def _shown(notice: Notice, name: str) -> str | int:
    text: str | int = notice.texts[name]
    if name.endswith("_at"):
        return shanghai(datetime.fromisoformat(str(text)))
    if name.endswith("_fen"):
        return yuan(int(text))
    return wording(notice.texts, name) if isinstance(text, str) else text
