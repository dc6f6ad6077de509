"""Signing in, and out again, as people meet it."""

import re
from typing import Any

import pytest

from chalicelib.accounts import add_person, give_code, make_link, terminal_links
from tests.client import Client
from tests.people import SignIn

PHONE = "13800138000"
pytestmark = pytest.mark.usefixtures("wang")


def test_a_code_by_phone_signs_in_and_leads_to_work(
    visitor: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = visitor.post("/sign-in", phone="138 0013 8000")
    code = re.findall(r"\b\d{6}\b", capsys.readouterr().out)[0]

    answer = visitor.post("/sign-in/code", phone=PHONE, code=code)

    assert asked.status_code == 200
    assert (answer.status_code, answer.location) == (303, "/office?first=1")
    assert "Wang" in visitor.get("/me/devices").body


def test_the_answer_is_the_same_for_a_number_that_nobody_has(app: Any) -> None:
    known = Client(app).post("/sign-in", phone=PHONE)
    unknown = Client(app).post("/sign-in", phone="13900139000")

    assert known.status_code == unknown.status_code == 200
    assert known.body.replace(PHONE, "") == unknown.body.replace("13900139000", "")


def test_a_second_code_within_a_minute_is_refused_in_words(visitor: Client) -> None:
    visitor.post("/sign-in", phone=PHONE)

    answer = visitor.post("/sign-in", phone=PHONE)

    assert answer.status_code == 429
    assert re.search(r"try again in \d+ seconds", answer.body)


def test_what_is_no_number_comes_back_with_what_was_typed(visitor: Client) -> None:
    answer = visitor.post("/sign-in", phone="<0855>")

    assert answer.status_code == 422
    assert "<title>Problem:" in answer.body
    assert 'href="#phone"' in answer.body
    assert "&lt;0855&gt;" in answer.body


@pytest.mark.parametrize(
    ("lang", "wrong", "over"),
    [
        ("en", "This code is not right. Tries left: 4.", "have tried this code five times"),
        ("zh-CN", "验证码不对，还可以试 4 次。", "已试满 5 次"),
    ],
)
def test_a_code_tried_six_times_is_over_and_says_so(
    app: Any, lang: str, wrong: str, over: str
) -> None:
    visitor = Client(app, lang=lang)
    code = give_code("wang", made_by="root")

    answers = [visitor.post("/sign-in/code", phone=PHONE, code="x") for _ in range(5)]
    sixth = visitor.post("/sign-in/code", phone=PHONE, code=code)

    assert {answer.status_code for answer in answers} == {409}
    assert wrong in answers[0].body
    assert (sixth.status_code, over in sixth.body) == (409, True)
    assert PHONE in sixth.body


def test_looking_at_a_link_does_not_use_it(visitor: Client) -> None:
    path = f"/sign-in/link/{make_link('wang', made_by='root')}"

    first, second = visitor.get(path), visitor.get(path)
    answer = visitor.post(path)

    assert first.status_code == second.status_code == 200
    assert not first.cookies
    assert answer.location == "/office?first=1"


def test_a_used_link_says_what_to_do(visitor: Client, app: Any) -> None:
    path = f"/sign-in/link/{make_link('wang', made_by='root')}"
    visitor.post(path)

    stranger = Client(app).post(path)

    assert stranger.status_code == 409
    assert "no longer works" in stranger.body
    assert 'href="/sign-in"' in stranger.body


def test_a_link_is_redeemed_only_by_our_own_button(visitor: Client) -> None:
    path = f"/sign-in/link/{make_link('wang', made_by='root')}"

    assert visitor.post(path, csrf="forged").status_code == 403
    assert visitor.post(path).status_code == 303


def test_the_terminals_link_signs_in_at_once(visitor: Client) -> None:
    add_person("Host", ["host:c2262"], made_by="demo", person_id="local-host")
    path = terminal_links()["host"]

    first, again = visitor.get(path), visitor.get(path)

    assert (first.status_code, first.location) == (303, "/host?first=1")
    assert (again.status_code, again.location) == (303, "/host")


def test_signing_in_leads_back_to_where_one_wanted_to_go(visitor: Client) -> None:
    asked = visitor.get("/me/devices")
    code = give_code("wang", made_by="root")

    answer = visitor.post("/sign-in/code", phone=PHONE, code=code, next="/me/devices")

    assert asked.location == "/sign-in?next=/me/devices"
    assert answer.location == "/me/devices?first=1"


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "Please allow cookies"), ("zh-CN", "请允许本站使用 Cookie")]
)
def test_whose_browser_keeps_no_cookies_reads_why_they_are_not_signed_in(
    app: Any, lang: str, sentence: str
) -> None:
    keeps, refuses = Client(app, lang=lang), Client(app, lang=lang)
    first, second = (make_link("wang", made_by="root") for _ in range(2))

    kept = keeps.follow(keeps.post(f"/sign-in/link/{first}"))
    answer = refuses.post(f"/sign-in/link/{second}")
    refuses.cookies.clear()
    sent_away = refuses.follow(answer)

    assert kept.status_code == 200
    assert sentence not in kept.body
    assert sent_away.location.startswith("/sign-in?")
    assert sentence in refuses.follow(sent_away).body
    assert sentence not in refuses.get("/sign-in").body


@pytest.mark.parametrize("following", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_nobody_is_led_away_from_the_fair(visitor: Client, following: str) -> None:
    code = give_code("wang", made_by="root")

    answer = visitor.post("/sign-in/code", phone=PHONE, code=code, next=following)

    assert answer.location == "/office?first=1"
    assert visitor.get(f"/language/en?back={following}").location == "/"


def test_a_device_cookie_is_hidden_from_scripts_and_lasts_90_days(visitor: Client) -> None:
    answer = visitor.post(f"/sign-in/link/{make_link('wang', made_by='root')}")

    cookie = next(cookie for cookie in answer.cookies if cookie.startswith("device="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert f"Max-Age={90 * 86_400}" in cookie


def test_a_lost_device_is_signed_out_from_another(signed_in_as: SignIn) -> None:
    here, lost = (signed_in_as("official:c2262", person_id="wang") for _ in range(2))
    buttons = re.findall(r'action="(/me/devices/\w+/revoke)"', here.get("/me/devices").body)

    answer = here.post(buttons[0])

    assert answer.location == "/me/devices"
    assert lost.get("/me/devices").location == "/sign-in?next=/me/devices"
    assert here.get("/me/devices").status_code == 200


def test_nobody_signs_out_another_persons_device(signed_in_as: SignIn) -> None:
    wang = signed_in_as("official:c2262", person_id="wang")
    signed_in_as("official:c2262", person_id="wang")
    path = re.findall(r'action="(/me/devices/\w+/revoke)"', wang.get("/me/devices").body)[0]

    assert signed_in_as("host:c2262").post(path).status_code == 404


def test_signing_out_forgets_the_device(signed_in_as: SignIn) -> None:
    browser = signed_in_as("official:c2262")

    answer = browser.post("/sign-out")

    assert answer.headers["clear-site-data"] == '"cache"'  # the forms that "Back" still shows
    assert answer.location == "/"
    assert browser.get("/me/devices").location == "/sign-in?next=/me/devices"


def test_the_language_is_chosen_by_a_link(visitor: Client) -> None:
    answer = visitor.get("/language/zh-Hans?back=/sign-in")

    assert answer.location == "/sign-in"
    assert '<html lang="zh-Hans">' in visitor.get("/sign-in").body
    assert visitor.get("/language/klingon").location == "/"
