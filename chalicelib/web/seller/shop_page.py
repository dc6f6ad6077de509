"""The maker's own page: what it says, and the pictures that hang there."""

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.producers import LONGEST, StorefrontStory, describe_producer, get_producer
from chalicelib.showcase import add_picture, change_picture, remove_picture
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages
from chalicelib.web.page.showcase import page_values, picture_values, read_change, read_new

PAGE = "/shop/page"
TEXTS = StorefrontStory._fields

pages = Pages(__name__)


@pages.get(PAGE, who=PRODUCER)
def show_own_page() -> Response:
    producer = get_producer(own_producer_id())
    return render(
        "seller/page/show.html", producer=producer, **page_values(producer.producer_id, PAGE)
    )


@pages.post("/shop/page/pictures", who=PRODUCER, again=show_own_page)
def hang_picture() -> Response:
    form = pages.form()
    picture = read_new(form)
    add_picture(own_producer_id(), form["photo"], picture, by=signed_in_person().person_id)
    return see_other(f"{PAGE}?done=added")


@pages.get("/shop/page/pictures/{photo_ref}", who=PRODUCER)
def show_own_picture(photo_ref: str) -> Response:
    return render("seller/page/picture.html", **picture_values(own_producer_id(), photo_ref))


@pages.post("/shop/page/pictures/{photo_ref}", who=PRODUCER, again=show_own_picture)
def change_own_picture(photo_ref: str) -> Response:
    form, producer_id, me = pages.form(), own_producer_id(), signed_in_person().person_id
    if form.get("do") == "remove":
        remove_picture(producer_id, photo_ref, by=me)
        return see_other(f"{PAGE}?done=removed")
    change_picture(producer_id, *read_change(form, photo_ref), by=me)
    return see_other(f"{PAGE}?done=changed")


@pages.get("/shop/page/words", who=PRODUCER)
def show_own_words() -> Response:
    producer = get_producer(own_producer_id())
    stored = {name: getattr(producer, name) or "" for name in TEXTS}
    return render(
        "seller/page/words.html",
        producer=producer,
        form=kept(typed() or stored, *TEXTS),
        longest=LONGEST,
    )


@pages.post("/shop/page/words", who=PRODUCER, again=show_own_words)
def change_own_words() -> Response:
    describe_producer(own_producer_id(), _read_story(pages.form()))
    return see_other(f"{PAGE}?done=said")


def _read_story(form: Form) -> StorefrontStory:
    """Raises Invalid."""
    story = StorefrontStory(
        form.text("story", 0, LONGEST["story"], lines=True),
        form.text("name_en", 0, LONGEST["name_en"]),
        form.text("story_en", 0, LONGEST["story_en"], lines=True),
    )
    form.check()
    return story
