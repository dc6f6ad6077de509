"""The pictures of the county's page, which its office hangs there."""

from chalice.app import Response

from chalicelib.accounts import OFFICIAL
from chalicelib.counties import find_office
from chalicelib.errors import NotFound
from chalicelib.showcase import add_picture, change_picture, office_owner, remove_picture
from chalicelib.web.office.own_county import office_page, own_county
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.photo_upload import own_photo, photo_state, upload_for
from chalicelib.web.page.render import as_json, see_other
from chalicelib.web.page.routes import Pages
from chalicelib.web.page.showcase import (
    page_values,
    picture_values,
    read_change,
    read_new,
)

pages = Pages(__name__)


@pages.get("/office/page", who=OFFICIAL)
def show_county_page() -> Response:
    county_id = own_county()
    if not find_office(county_id).is_open:
        return see_other(f"/office/open?county={county_id}")
    values = page_values(office_owner(county_id), _page_of(county_id))
    return office_page("office/page/show.html", county_id, **values)


@pages.post("/office/page/pictures", who=OFFICIAL, again=show_county_page)
def hang_county_picture() -> Response:
    form, county_id = pages.form(), own_county()
    picture = read_new(form)
    add_picture(office_owner(county_id), form["photo"], picture, by=signed_in_person().person_id)
    return see_other(f"{_page_of(county_id)}&done=added")


@pages.get("/office/page/pictures/{photo_ref}", who=OFFICIAL)
def show_county_picture(photo_ref: str) -> Response:
    county_id = own_county()
    values = picture_values(office_owner(county_id), photo_ref)
    return office_page("office/page/picture.html", county_id, **values)


@pages.post("/office/page/pictures/{photo_ref}", who=OFFICIAL, again=show_county_picture)
def change_county_picture(photo_ref: str) -> Response:
    form, county_id, me = pages.form(), own_county(), signed_in_person().person_id
    if form.get("do") == "remove":
        remove_picture(office_owner(county_id), photo_ref, by=me)
        return see_other(f"{_page_of(county_id)}&done=removed")
    change_picture(office_owner(county_id), *read_change(form, photo_ref), by=me)
    return see_other(f"{_page_of(county_id)}&done=changed")


@pages.post("/office/photos", who=OFFICIAL)
def begin_county_photo() -> Response:
    """For a page that sends photos by itself: the fields of one more upload."""
    county_id = own_county()
    upload = upload_for(office_owner(county_id), f"{_page_of(county_id)}&photo={{photo_id}}")
    return as_json({"photo_id": upload.photo_id, "fields": upload.fields})


@pages.get("/office/photos/{photo_id}", who=OFFICIAL)
def show_county_photo_state(photo_id: str) -> Response:
    owners = [office_owner(county_id) for county_id in signed_in_person().scopes(OFFICIAL)]
    photo = next(filter(None, (own_photo(owner_id, photo_id) for owner_id in owners)), None)
    if photo is None:
        raise NotFound("not-found")
    return as_json(photo_state(photo))


def _page_of(county_id: str) -> str:
    return f"/office/page?county={county_id}"
