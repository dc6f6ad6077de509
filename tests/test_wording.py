"""A text that was given in two languages, as each reader sees it."""

import pytest

from chalicelib.catalogue import Listing
from chalicelib.text import Wording, wording_of


@pytest.mark.parametrize(
    ("text", "english", "read_by_chinese", "read_by_english"),
    [
        ("银发簪", "Silver hairpin", "银发簪", "Silver hairpin"),
        ("银发簪", "", "银发簪", "银发簪"),
        ("", "Silver hairpin", "Silver hairpin", "Silver hairpin"),
        ("", "", "", ""),
    ],
)
def test_a_reader_sees_their_language_or_the_one_that_there_is(
    text: str, english: str, read_by_chinese: str, read_by_english: str
) -> None:
    wording = Wording(text, english)

    assert (wording.read_in("zh-Hans"), wording.read_in("en")) == (read_by_chinese, read_by_english)


def test_records_and_what_pages_get_as_json_are_worded_alike() -> None:
    old, new = Listing("a1", title="银发簪"), {"title": "银发簪", "title_en": "Silver hairpin"}

    assert wording_of(old, "title") == Wording("银发簪")
    assert wording_of(new, "title") == Wording("银发簪", "Silver hairpin")
    assert wording_of({"title": "银发簪"}, "title") == Wording("银发簪")
