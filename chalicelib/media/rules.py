"""Which photos are taken, what becomes of them, and where they lie."""

AWAITING, READY, REFUSED = "awaiting", "ready", "refused"
INCOMING = "incoming/"
MOST_PHOTO_BYTES = 20_000_000
MOST_PIXELS = {  # what a decoder can hold: a JPEG is read at a smaller scale, the others only as they are
    "JPEG": 120_000_000,
    "MPO": 120_000_000,
    "HEIF": 50_500_000,  # a camera of 50 MP makes 8,192 x 6,144
    "PNG": 25_000_000,
    "WEBP": 25_000_000,
    "AVIF": 25_000_000,
}
WIDTHS = (480, 960, 1600)
QUARTERS = 4  # of a turn
KINDS = {"avif": "image/avif", "jpg": "image/jpeg"}
TALLEST = 2  # times the width


def incoming_key(photo_id: str) -> str:
    """Where a photo lies until it has been checked."""
    return f"{INCOMING}{photo_id}"


def photo_id_of(key: str) -> str:
    """The photo that lies under an incoming key."""
    return key.removeprefix(INCOMING)


def photo_ref(photo_id: str, turned: int) -> str:
    """The name of a photo that is turned by so many quarters to the right."""
    return f"{photo_id}-{turned}" if turned else photo_id


def turned_photo(ref: str) -> tuple[str, int]:
    """The photo of such a name, and by how many quarters it is turned."""
    photo_id, _, turned = ref.partition("-")
    return photo_id, int(turned or 0)


def rendition_key(ref: str, width: int, kind: str, *, private: bool = False) -> str:
    """Where one rendition of a checked photo lies: `photos/<id>/960.avif`, which the world may read, or
    `evidence/<id>/960.jpg`, which takes a signed address."""
    return f"{'evidence' if private else 'photos'}/{ref}/{width}.{kind}"


def fitted(size: tuple[int, int], width: int) -> tuple[int, int]:
    """The size of the rendition of this nominal width: as wide as that and at most twice as tall, in proportion,
    never larger than the photo itself, never less than one pixel."""
    most = min(1.0, width / size[0], TALLEST * width / size[1])
    return max(1, round(size[0] * most)), max(1, round(size[1] * most))
