"""Where a form sends a photo: straight to the bucket, and back to its page, which shows what has come."""

from chalicelib.errors import NotFound
from chalicelib.media import READY, WIDTHS, Photo, Upload, address_of, begin_photo, get_photo
from chalicelib.settings import settings
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import said


def upload_for(owner_id: str, path: str, listing_id: str = "", *, private: bool = False) -> Upload:
    """A form that sends a photo of this owner and comes back to `path`, in which `{photo_id}` becomes its id."""
    base_url = settings().base_url
    if settings().is_local and (host := asking().headers.get("host")):
        base_url = f"http://{host}"
    return begin_photo(owner_id, base_url + path, listing_id=listing_id, private=private)


def own_photo(owner_id: str, photo_id: str) -> Photo | None:
    """The photo that was just sent; one that is not this owner's is none."""
    try:
        return get_photo(photo_id, owner_id) if photo_id else None
    except NotFound:
        return None


def photo_state(photo: Photo) -> dict[str, str]:
    """How far a photo is, for a script."""
    problem = said(photo.refusal) if photo.refusal else ""
    src = address_of(photo, WIDTHS[0]) if photo.state == READY else ""
    return {"state": photo.state, "problem": problem, "src": src}
