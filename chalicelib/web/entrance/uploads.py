"""What to say when the bucket did not take a photo, and the way back to its form."""

from chalice.app import Response

from chalicelib.errors import FairError
from chalicelib.web.page.asking import address_in, asking
from chalicelib.web.page.render import own_path, render, said
from chalicelib.web.page.routes import ANYONE, Pages

NEW_PHOTO = "/shop/listings/new"
WITH_PHOTOS = ("/shop/", "/orders/")  # pages that have a form for one
WHY = {
    "EntityTooLarge": (413, FairError("photo-too-large")),
    "EntityTooSmall": (422, FairError("photo-empty")),
}
OTHER = (409, FairError("photo-form-too-old"))

pages = Pages(__name__)


@pages.get("/uploads/refused", who=ANYONE)
def show_refused_upload() -> Response:
    status, reason = WHY.get(asking().query.get("code", ""), OTHER)
    return render("entrance/refused_upload.html", status=status, message=said(reason), back=_back())


def _back() -> str:
    """The page whose form sent the photo; opened again, it has a fresh form."""
    came_from = address_in(asking().headers.get("referer", ""))
    path = own_path(came_from.path or NEW_PHOTO, NEW_PHOTO)
    return path if path.startswith(WITH_PHOTOS) else NEW_PHOTO
