"""The rules of reviews and questions, which ask nobody."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.service.rules import PARTS, desk_of, masked, mean_of

COUNTS = st.lists(st.integers(0, 10_000), min_size=5, max_size=5)
STATES = st.dictionaries(st.sampled_from(PARTS), st.sampled_from(["waiting", "shown", "refused"]))


@given(counts=COUNTS)
def test_a_mean_lies_between_the_fewest_and_the_most_stars_and_needs_three(
    counts: list[int],
) -> None:
    mean = mean_of(counts)

    assert bool(mean) == (sum(counts) >= 3)
    if mean:
        given_stars = [stars for stars, count in enumerate(counts, start=1) if count]
        assert min(given_stars) <= float(mean) <= max(given_stars)


def test_means_are_rounded_as_people_round() -> None:
    assert mean_of([0, 0, 0, 1, 3]) == "4.8"  # 4.75
    assert mean_of([0, 0, 2, 1, 0]) == "3.3"
    assert mean_of([0, 0, 0, 0, 2]) == ""


@given(name=st.text(max_size=40))
def test_of_a_name_only_its_first_character_is_read(name: str) -> None:
    assert masked(name) == f"{name.strip()[:1]}**"


@given(states=STATES)
def test_what_nobody_has_read_lies_with_the_reviewer_and_only_that(states: dict[str, str]) -> None:
    desk = desk_of("review", "wu", {"words": "shown", **states})

    assert (desk == "reviewer") == ("waiting" in states.values())
    if states.get("reply") == "shown" and "waiting" not in states.values():
        assert desk == ""
