"""Where a form sends a photo: straight to the bucket, and back to its page."""

from chalicelib.media import Upload, begin_photo
from chalicelib.settings import settings
from chalicelib.web.page.asking import asking


def upload_for(owner_id: str, path: str, listing_id: str = "", *, private: bool = False) -> Upload:
    """A form that sends a photo of this owner and comes back to `path`, in which `{photo_id}` becomes its id."""
    base_url = settings().base_url
    if settings().is_local and (host := asking().headers.get("host")):
        base_url = f"http://{host}"
    return begin_photo(owner_id, base_url + path, listing_id=listing_id, private=private)
