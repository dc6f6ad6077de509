"""The official opens the storefront, lets producers in, recommends, and orders the show."""

import re
from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.accounts import change_grants, get_person
from chalicelib.catalogue import (
    Goods,
    Listing,
    get_listing,
    publish,
    recommend,
)
from chalicelib.counties import Storefront, find_office, get_office, open_office
from chalicelib.live import get_session, sessions_of_county
from chalicelib.producers import Producer, producers_of_county
from tests.client import Client
from tests.goods import offered
from tests.people import LEISHAN, SignIn, silversmith

OTHER = "c2263"


def evening() -> str:
    return f"{clock.now().astimezone(clock.SHANGHAI) + timedelta(days=7):%Y-%m-%dT19:30}"


def answers(**other: str) -> dict[str, str]:
    return {
        "title": "雷山乡集",
        "story": "苗家银饰与高山茶。",
        "contact": "0855-3331234",
        "live_title": "县长带大家看银饰",
        "starts_at": evening(),
        "planned_minutes": "90",
        "host_title": "雷山县县长",
        **other,
    }


def listing_of(producer: Producer, title: str) -> Listing:
    goods = Goods(title=title, category="tea", unit="piece", price_fen=16_800)
    return offered(goods, producer_id=producer.producer_id)


def test_the_opening_form_has_no_more_than_eight_fields(official: Client) -> None:
    html = official.get("/office/open").body.partition("<main")[2]

    assert len(re.findall(r'<(?:input|textarea|select) id="\w+"', html)) == 7


def test_one_form_opens_the_storefront_and_plans_the_first_live(official: Client) -> None:
    checked = official.post("/office/open", step="check", **answers())
    opened = official.post("/office/open", step="open", **answers())

    live = sessions_of_county(LEISHAN).items[0]
    assert "Is everything correct?" in checked.body
    assert not opened.location.startswith("/office/open")
    assert get_office(LEISHAN).title == "雷山乡集"
    assert (live.title, live.planned_minutes, live.host_title) == (
        "县长带大家看银饰",
        90,
        "雷山县县长",
    )
    assert f"{live.starts_at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}" == evening()
    assert "县长带大家看银饰" in official.follow(opened).body


def test_the_form_sent_twice_opens_one_storefront_with_one_live(official: Client) -> None:
    for _ in range(2):
        assert official.post("/office/open", step="open", **answers()).status_code == 303

    assert len(sessions_of_county(LEISHAN).items) == 1


def test_checking_opens_nothing(official: Client) -> None:
    official.post("/office/open", step="check", **answers())

    assert not find_office(LEISHAN).is_open
    assert not sessions_of_county(LEISHAN).items


def test_a_draft_waits_on_another_device(official: Client, signed_in_as: SignIn) -> None:
    saved = official.post("/office/open", step="save", title="雷山", story="", contact="")
    other_device = signed_in_as(f"official:{LEISHAN}")

    assert "Continue the draft" in official.follow(saved).body
    assert 'value="雷山"' in other_device.get("/office/open").body


def test_the_form_suggests_what_most_would_write(official: Client) -> None:
    english = official.get("/office/open").body
    official.get("/language/zh-Hans")
    chinese = official.get("/office/open").body

    assert 'value="Head of Leishan County"' in english
    assert 'value="雷山县县长"' in chinese
    assert 'value="雷山县乡集"' in chinese


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "长" * 31),
        ("story", " "),
        ("story", "长" * 601),
        ("contact", ""),
        ("live_title", ""),
        ("live_title", "长" * 41),
        ("starts_at", ""),
        ("starts_at", "soon"),
        ("starts_at", "2020-04-01T19:30"),
        ("starts_at", "2999-04-01T19:30"),
        ("planned_minutes", "0"),
        ("planned_minutes", "-1"),
        ("planned_minutes", "1.5"),
        ("planned_minutes", "1e6"),
        ("host_title", ""),
    ],
)
@pytest.mark.parametrize("step", ["check", "open"])
def test_a_bad_answer_comes_back_with_what_was_typed(
    official: Client, step: str, field: str, typed: str
) -> None:
    answer = official.post("/office/open", **answers(step=step, **{field: typed}))

    assert answer.status_code == 422
    assert "<title>Problem:" in answer.body
    assert f'href="#{field}"' in answer.body
    assert "苗家银饰" in answer.body or field == "story"
    assert not find_office(LEISHAN).is_open


def test_an_opened_office_can_be_reworded(official: Client) -> None:
    official.post("/office/open", step="open", **answers())

    answer = official.post("/office/storefront", title="雷山银乡", story="新", contact="x")
    bad = official.post("/office/storefront", title="", story="保留", contact="x")

    assert answer.status_code == 303
    assert get_office(LEISHAN).title == "雷山银乡"
    assert (bad.status_code, "保留" in bad.body) == (422, True)
    assert official.get("/office/open").status_code == 303


def test_a_new_producer_gets_a_link_as_qr_and_a_code(official: Client, visitor: Client) -> None:
    page = official.post(
        "/office/producers", name="杨家银饰", kind="workshop", phone="138 0013 8000"
    )
    code = re.findall(r'<div class="code">(\d{6})</div>', page.body)[0]

    answer = visitor.post("/sign-in/code", phone="13800138000", code=code)

    assert "data:image/svg+xml" in page.body
    assert answer.location == "/shop?first=1"
    assert [producer.name for producer in producers_of_county(LEISHAN).items] == ["杨家银饰"]


def test_a_producer_without_a_phone_is_added_once_and_shown(official: Client) -> None:
    answer = official.post("/office/producers", name="杨家银饰", kind="workshop", phone="")

    (producer,) = producers_of_county(LEISHAN).items
    assert answer.location == f"/office/producers/{producer.producer_id}/code"
    assert "杨家银饰" in official.get(answer.location).body


def test_the_same_producer_added_twice_is_one(official: Client) -> None:
    for _ in range(2):
        official.post("/office/producers", name="杨家", kind="household", phone="13800138000")

    assert len(producers_of_county(LEISHAN).items) == 1


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": ""}, "name"),
        ({"kind": "empire"}, "kind"),
        ({"phone": "123"}, "phone"),
        ({"phone": "+44 7700 900123"}, "phone"),
    ],
)
def test_a_bad_producer_form_comes_back(
    official: Client, fields: dict[str, str], problem: str
) -> None:
    typed = {"name": "杨家银饰", "kind": "workshop", "phone": "13800138000", **fields}

    answer = official.post("/office/producers", **typed)

    assert answer.status_code == 422
    assert f'href="#{problem}"' in answer.body
    assert not producers_of_county(LEISHAN).items


def test_a_number_of_somebody_else_is_refused_in_words(official: Client) -> None:
    silversmith(OTHER)

    answer = official.post("/office/producers", name="李家", kind="household", phone="13800138000")

    assert answer.status_code == 409
    assert "This number is registered to someone else. Please check it." in answer.body


def test_looking_at_a_producer_makes_no_link(official: Client) -> None:
    producer = silversmith()

    looked = official.get(f"/office/producers/{producer.producer_id}/code")
    made = official.post(f"/office/producers/{producer.producer_id}/code")

    assert "data:image/svg+xml" not in looked.body
    assert "data:image/svg+xml" in made.body


def test_an_official_cannot_enter_as_somebody_with_greater_rights(official: Client) -> None:
    producer = silversmith()
    grants = [*get_person(producer.person_id).grants, "administrator:*"]
    change_grants(producer.person_id, grants, changed_by="root")

    answer = official.post(f"/office/producers/{producer.producer_id}/code")

    assert answer.status_code == 409
    assert "data:image/svg+xml" not in answer.body


def test_the_county_recommends_its_goods(official: Client) -> None:
    listing = listing_of(silversmith(), "银手镯")
    page = official.get("/office/listings").body
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]

    answer = official.post(
        f"/office/listings/{listing.listing_id}/recommend", county=LEISHAN, seen=seen
    )

    assert "银手镯" in page
    assert answer.status_code == 303
    assert get_listing(listing.listing_id).state == "recommended"
    assert "银手镯" not in official.get("/office/listings").body


def test_the_run_of_show_is_what_was_numbered(official: Client) -> None:
    producer = silversmith()
    listings = [listing_of(producer, title) for title in ("银手镯", "云雾茶", "刺绣")]
    for listing in listings:
        recommend(listing.listing_id, LEISHAN, "test")
        publish(listing.listing_id, "test")
    official.post("/office/open", step="open", **answers())
    session_id = sessions_of_county(LEISHAN).items[0].session_id
    bracelet, tea, embroidery = (listing.listing_id for listing in listings)

    saved = official.post(
        f"/office/sessions/{session_id}",
        **{f"place-{embroidery}": "1", f"place-{bracelet}": "3", f"place-{tea}": ""},
    )
    bad = official.post(f"/office/sessions/{session_id}", **{f"place-{tea}": "first"})

    assert saved.status_code == 303
    assert list(get_session(session_id).run_of_show) == [embroidery, bracelet]
    assert (bad.status_code, 'value="first"' in bad.body) == (422, True)


def test_another_live_is_planned_once_however_often_it_is_sent(official: Client) -> None:
    open_office(LEISHAN, Storefront("雷山", "b", "c"), opened_by="x")
    key = re.findall(r'name="form_key" value="(\w+)"', official.get("/office/sessions/new").body)[0]

    sent = [official.post("/office/sessions/new", form_key=key, **answers()) for _ in range(2)]
    bad = official.post("/office/sessions/new", **answers(starts_at="yesterday"))

    assert sent[0].location == sent[1].location
    assert len(sessions_of_county(LEISHAN).items) == 1
    assert (bad.status_code, 'href="#starts_at"' in bad.body) == (422, True)


def test_an_official_sees_no_other_county(official: Client, signed_in_as: SignIn) -> None:
    stranger = silversmith(OTHER)
    listing = listing_of(stranger, "别县的茶")
    neighbour = signed_in_as(f"official:{OTHER}")
    neighbour.post("/office/open", step="open", **answers(title="邻县"))
    session_id = sessions_of_county(OTHER).items[0].session_id

    hidden = [
        official.get(f"/office?county={OTHER}"),
        official.get(f"/office/open?county={OTHER}"),
        official.get(f"/office/producers/{stranger.producer_id}/code"),
        official.post(f"/office/producers/{stranger.producer_id}/code"),
        official.get(f"/office/sessions/{session_id}"),
        official.post(f"/office/sessions/{session_id}"),
        official.post(f"/office/listings/{listing.listing_id}/recommend", county=LEISHAN),
        official.post(f"/office/listings/{listing.listing_id}/recommend", county=OTHER),
        official.post("/office/open", step="open", county=OTHER, **answers()),
        official.post("/office/producers", county=OTHER, name="x", kind="firm", phone="1"),
    ]

    assert [answer.status_code for answer in hidden] == [404] * len(hidden)
    assert "别县的茶" not in official.get("/office/listings").body


@pytest.mark.parametrize("role", ["producer:p1", "host:c2262", "buyer:*", "manager:*"])
def test_nobody_else_enters_the_office(signed_in_as: SignIn, role: str) -> None:
    somebody = signed_in_as(role)

    assert somebody.get("/office").status_code == 404
    assert somebody.post("/office/open", step="open", **answers()).status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_sign_in(visitor: Client) -> None:
    assert visitor.get("/office").location == "/sign-in?next=/office"
    assert visitor.post("/office/open", **answers()).status_code == 403


def test_an_official_of_two_counties_chooses(signed_in_as: SignIn) -> None:
    both = signed_in_as(f"official:{LEISHAN}", f"official:{OTHER}")

    both.post("/office/open", step="open", county=OTHER, **answers(title="邻县"))

    assert f'href="/office?county={OTHER}"' in both.get("/office").body
    assert get_office(OTHER).title == "邻县"
    assert not find_office(LEISHAN).is_open


def test_the_pages_speak_chinese(official: Client) -> None:
    official.get("/language/zh-Hans")

    bad = official.post("/office/open", step="check", **answers(starts_at="2020-01-01T10:00"))

    assert "开张县馆，预约首场直播" in bad.body
    assert "<title>有" in bad.body
    for path in ("/office", "/office/producers", "/office/listings", "/office/sessions/new"):
        assert official.get(path).status_code == 200


def test_an_official_moves_and_cancels_a_live_and_takes_that_back(
    official: Client, visitor: Client
) -> None:
    official.post("/office/open", step="open", **answers())
    session = sessions_of_county(LEISHAN).items[0]
    place = f"/office/sessions/{session.session_id}"
    later = f"{session.starts_at.astimezone(clock.SHANGHAI) + timedelta(days=1):%Y-%m-%dT%H:%M}"

    form = official.get(f"{place}/plan").body
    moved = official.post(f"{place}/plan", **answers(starts_at=later, live_title="看银饰"))
    cancelled = official.follow(official.post(f"{place}/cancel"))
    public = visitor.get(f"/live/{session.session_id}").body
    restored = official.follow(official.post(f"{place}/restore"))

    assert f'value="{session.starts_at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"' in form
    assert "Saved. If the time is a new one" in official.follow(moved).body
    assert "The live sale is cancelled." in cancelled.body
    assert f'action="{place}/restore"' in cancelled.body
    assert "This live sale was cancelled." in public
    assert f'action="{place}/cancel"' in restored.body
    assert get_session(session.session_id).title == "看银饰"


def test_a_bad_new_time_comes_back_with_what_was_typed(official: Client) -> None:
    official.post("/office/open", step="open", **answers())
    session_id = sessions_of_county(LEISHAN).items[0].session_id

    answer = official.post(
        f"/office/sessions/{session_id}/plan", **answers(starts_at="2020-01-01T10:00")
    )

    assert (answer.status_code, 'href="#starts_at"' in answer.body) == (422, True)
    assert 'value="2020-01-01T10:00"' in answer.body
