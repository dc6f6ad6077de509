"""What the pages of reviews and questions share."""

from chalicelib.web.page.asking import asking


def own_person_id() -> str:
    """The person who hears under Notices what becomes of their words; a guest sees it on the page."""
    person = asking().person
    return person.person_id if person else ""
