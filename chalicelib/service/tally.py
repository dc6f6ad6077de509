"""The tallies of all goods, held against the reviews and questions that everybody may read."""

import logging
from collections import Counter
from collections.abc import Iterable

from chalicelib.service.models import Remark, Tally
from chalicelib.service.rules import QUESTION, SHOWN
from chalicelib.store import Moved, images_of, plain, put_when, step

COUNTERS = ("stars_1", "stars_2", "stars_3", "stars_4", "stars_5", "questions")
MOST_NAMED = 5
log = logging.getLogger("countyfair.service")


def recount_all() -> int:
    """Count all reviews and questions anew, mend each tally that differs, and raise an alarm (an error in the log) when
    there was one. Gives how many. Reads everything there is."""
    due: dict[str, Counter[str]] = {}
    for image in images_of(Remark, "listing_id", "kind", "stars", "words"):
        remark = {name: plain(value) for name, value in image.items()}
        counter = _counter(remark["kind"], remark.get("stars"), remark["words"]["state"])
        due.setdefault(remark["listing_id"], Counter()).update(counter)
    tallies = {tally.listing_id: _counts(tally) for tally in Tally.scan(consistent_read=True)}
    suspects = {
        each
        for each in {*due, *tallies}
        if +due.get(each, Counter()) != +tallies.get(each, Counter())
    }
    mended = sorted(listing_id for listing_id in suspects if recount(listing_id))
    if mended:
        some = mended[:MOST_NAMED]
        log.error("tallies differ from reviews", extra={"tallies": len(mended), "first": some})
    return len(mended)


def recount(listing_id: str) -> bool:
    """Count the reviews and questions of one product anew; whether its tally had to be mended."""
    return step(lambda: _recounted(listing_id))


def _recounted(listing_id: str) -> bool:
    before = Tally.find_or_none(listing_id)
    due = _sum(Remark.query(listing_id, consistent_read=True))
    if +due == (+_counts(before) if before else Counter()):
        return False
    version = int(before.version) if before else 0
    unmoved = Tally.version == version if before else Tally.listing_id.does_not_exist()
    tally = Tally(listing_id, version=version + 1)
    for name in COUNTERS:
        setattr(tally, name, due[name])
    put_when(tally, when=unmoved, otherwise=Moved())
    return True


def _sum(remarks: Iterable[Remark]) -> Counter[str]:
    return sum(
        (_counter(remark.kind, remark.stars, remark.words.state) for remark in remarks), Counter()
    )


def _counter(kind: str, stars: float | None, state: str) -> Counter[str]:
    if state != SHOWN:
        return Counter()
    return Counter(["questions" if kind == QUESTION else f"stars_{int(stars or 0)}"])


def _counts(tally: Tally) -> Counter[str]:
    return Counter({name: int(getattr(tally, name)) for name in COUNTERS})
