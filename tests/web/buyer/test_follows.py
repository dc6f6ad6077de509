"""From the page of a maker, a county, a craft or a live one follows it, finds it under one's own, and lets it go."""

import pytest

from chalicelib.notices import Follow, News, follows_of, tell
from chalicelib.web.page.asking import guest_id
from tests.client import Client
from tests.goods import SILVER, on_show
from tests.live.stage import on_air, planned
from tests.people import COUNTY, SignIn

CRAFT = "silversmithing"


def subjects(visitor: Client) -> list[str]:
    return [each.subject for each in follows_of(guest_id(visitor.cookies["device"])).items]


def test_a_visitor_follows_a_maker_comes_back_there_and_finds_it_under_mine(
    visitor: Client,
) -> None:
    maker = on_show().producer_id
    page = visitor.get(f"/producers/{maker}").body
    assert f'name="subject" value="maker:{maker}"' in page

    answer = visitor.post("/follow", subject=f"maker:{maker}", do="follow")

    assert answer.location.startswith(f"/producers/{maker}?follow=follow")
    assert "You follow this now." in visitor.follow(answer).body
    mine = visitor.get("/me/following").body
    assert f'href="/producers/{maker}"' in mine
    assert "Maker" in mine


def test_counties_crafts_and_lives_to_come_are_followed_alike(visitor: Client) -> None:
    on_show(SILVER._replace(craft=CRAFT))
    live = planned().session_id
    pages = {
        f"county:{COUNTY}": f"/counties/{COUNTY}",
        f"craft:{CRAFT}": f"/search?craft={CRAFT}",
        f"live:{live}": f"/live/{live}",
    }

    for subject, path in pages.items():
        assert f'value="{subject}"' in visitor.get(path).body
        answer = visitor.post("/follow", subject=subject, do="follow")
        assert 'value="leave"' in visitor.follow(answer).body

    assert subjects(visitor) == sorted(pages)
    mine = visitor.get("/me/following").body
    assert all(f'href="{path}"' in mine for path in pages.values())


def test_what_one_lets_go_is_gone_from_the_list(visitor: Client) -> None:
    visitor.post("/follow", subject=f"county:{COUNTY}", do="follow")

    answer = visitor.post("/follow", subject=f"county:{COUNTY}", do="leave", back="list")

    assert "You follow nobody yet" in visitor.follow(answer).body


@pytest.mark.parametrize(
    "subject",
    ["", "maker", "maker:", "maker:nobody", "county:c9999", "craft:x", "live:x", "moon:1", "a/b:c"],
)
def test_what_is_not_there_cannot_be_followed(visitor: Client, subject: str) -> None:
    assert visitor.post("/follow", subject=subject, do="follow").status_code == 404
    assert list(Follow.scan()) == []


def test_a_button_that_does_not_exist_does_nothing(visitor: Client) -> None:
    assert visitor.post("/follow", subject=f"county:{COUNTY}", do="burn").status_code == 422
    assert visitor.post("/follow", subject=f"county:{COUNTY}", csrf="x").status_code == 403
    assert list(Follow.scan()) == []


def test_nobody_is_reminded_of_a_live_that_has_begun(visitor: Client) -> None:
    live = on_air().session_id

    answer = visitor.post("/follow", subject=f"live:{live}", do="follow")

    assert answer.status_code == 409
    assert "nothing to be reminded of" in answer.body
    assert 'name="subject"' not in visitor.get(f"/live/{live}").body


def test_a_guest_reads_what_they_are_told_and_a_visitor_nothing(
    visitor: Client, signed_in_as: SignIn
) -> None:
    assert "No notices yet" in visitor.get("/me/notices").body
    visitor.post("/follow", subject=f"county:{COUNTY}", do="follow")
    at = Follow.get(guest_id(visitor.cookies["device"]), f"county:{COUNTY}").since
    tell(guest_id(visitor.cookies["device"]), News("goods-new", "tea-1", at, {"title": "Tea"}))

    page = visitor.get("/me/notices").body

    assert "New from a maker or craft you follow: Tea" in page
    assert "Mark all as read" in page
    assert "Tea" not in signed_in_as("official:c0001").get("/me/notices").body
