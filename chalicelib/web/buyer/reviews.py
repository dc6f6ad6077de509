"""The buyer's pages of reviews: say how something was that has come, see what became of it, and add something later."""

from collections.abc import Mapping, Sequence

from chalice.app import Response

from chalicelib import service
from chalicelib.errors import NotFound
from chalicelib.media import READY, REFUSED, WIDTHS, Photo, Upload, address_of
from chalicelib.orders import Order
from chalicelib.service import MOST_PHOTOS, ReviewForm
from chalicelib.text import whole_number
from chalicelib.web.buyer.own_orders import own_order
from chalicelib.web.page.asking import asking
from chalicelib.web.page.forms import Form, kept, new_form_key, typed
from chalicelib.web.page.photo_upload import own_photo, upload_for
from chalicelib.web.page.remarks import own_person_id
from chalicelib.web.page.render import as_json, render, said, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/orders/{order_id}/lines/{line}/review", who=ANYONE)
def show_review(order_id: str, line: str) -> Response:
    order, i = _own_line(order_id, line)
    remark = service.reviews_of(order).get(i)
    form = {"form_key": new_form_key(), **kept(typed(), "text", "stars")}
    if remark and remark.words.state == service.REFUSED and not typed():
        form |= {"text": remark.words.text, "stars": str(remark.stars)}
    why_not = service.reviewable(order)[i]
    photos = _own_photos(order.buyer, _photo_ids(typed() or asking().query))
    usable = [photo for photo in photos if photo.state != REFUSED]
    has_form = not why_not and _is_open(remark)
    return render(
        "buyer/review.html",
        order=order,
        line=order.lines[i],
        i=i,
        remark=remark,
        why_not=why_not,
        has_form=has_form,
        form=form,
        longest=service.LONGEST,
        most_stars=service.MOST_STARS,
        most_photos=MOST_PHOTOS,
        photos=[(photo, _src(photo)) for photo in usable],
        refused=[photo.refusal for photo in photos if photo.state == REFUSED],
        upload=_upload(order, i, usable) if has_form and len(usable) < MOST_PHOTOS else None,
        done=asking().query.get("done", ""),
    )


@pages.post("/orders/{order_id}/lines/{line}/review", who=ANYONE, again=show_review)
def write_review(order_id: str, line: str) -> Response:
    order, i = _own_line(order_id, line)
    form = pages.form()
    stars = form.choice("stars", [str(stars) for stars in range(1, service.MOST_STARS + 1)])
    review = _review_form(form)
    form.check()
    service.review(order_id, i, review._replace(stars=int(stars)), buyer_id=order.buyer)
    return see_other(f"{_path(order, i)}?done=sent")


@pages.post("/orders/{order_id}/lines/{line}/addition", who=ANYONE, again=show_review)
def add_to_review(order_id: str, line: str) -> Response:
    order, i = _own_line(order_id, line)
    form = pages.form()
    review = _review_form(form)
    form.check()
    service.add_to_review(order_id, i, review, buyer_id=order.buyer)
    return see_other(f"{_path(order, i)}?done=sent")


@pages.post("/orders/{order_id}/lines/{line}/photos", who=ANYONE)
def begin_photo(order_id: str, line: str) -> Response:
    order, i = _own_line(order_id, line)
    upload = upload_for(order.buyer, f"{_path(order, i)}?photo-1={{photo_id}}")
    return as_json({"photo_id": upload.photo_id, "fields": upload.fields})


@pages.get("/orders/{order_id}/lines/{line}/photos/{photo_id}", who=ANYONE)
def show_photo_state(order_id: str, line: str, photo_id: str) -> Response:
    order, _ = _own_line(order_id, line)
    photo = own_photo(order.buyer, photo_id)
    if photo is None:
        raise NotFound("not-found")
    problem = said(photo.refusal) if photo.refusal else ""
    return as_json({"state": photo.state, "problem": problem, "src": _src(photo)})


def _own_line(order_id: str, line: str) -> tuple[Order, int]:
    order, i = own_order(order_id), whole_number(line)
    if i is None or not 0 <= i < len(order.lines):
        raise NotFound("not-found")
    return order, i


def _is_open(remark: service.Remark | None) -> bool:
    """Whether the buyer may write now: the review, anew, or what they add to it."""
    if remark is None or remark.words.state == service.REFUSED:
        return True
    is_shown = remark.words.state == service.SHOWN
    return is_shown and (remark.addition is None or remark.addition.state == service.REFUSED)


def _review_form(form: Form) -> ReviewForm:
    return ReviewForm(
        form.key(),
        form.words("text", lines=True),
        photo_ids=_photo_ids(form),
        person_id=own_person_id(),
    )


def _photo_ids(fields: Mapping[str, str]) -> list[str]:
    """The photos that a form or an address names, each once; a photo that was unticked is not there."""
    names = (f"photo-{i}" for i in range(1, MOST_PHOTOS + 2))
    return list(dict.fromkeys(fields[name] for name in names if fields.get(name)))


def _path(order: Order, i: int) -> str:
    return f"/orders/{order.order_id}/lines/{i}/review"


def _upload(order: Order, i: int, photos: Sequence[Photo]) -> Upload:
    """The form for one more photo, after which the page still knows those that it had."""
    names = [*(photo.photo_id for photo in photos), "{photo_id}"]
    query = "&".join(f"photo-{at}={photo_id}" for at, photo_id in enumerate(names, start=1))
    return upload_for(order.buyer, f"{_path(order, i)}?{query}#details")


def _own_photos(owner_id: str, photo_ids: Sequence[str]) -> list[Photo]:
    """Those that are the buyer's own, and meant for everybody's eyes."""
    photos = (own_photo(owner_id, photo_id) for photo_id in photo_ids[:MOST_PHOTOS])
    return [photo for photo in photos if photo and not photo.private]


def _src(photo: Photo) -> str:
    return address_of(photo, WIDTHS[0]) if photo.state == READY else ""
