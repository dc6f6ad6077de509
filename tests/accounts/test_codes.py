"""A code of six digits opens one account, within ten minutes and five tries."""

import re
import threading
from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.accounts import add_person, ask_code, give_code, redeem_code, signed_in
from chalicelib.accounts.codes import GIVEN, _tries_of
from chalicelib.accounts.models import Allowance, Code, CodesOfDay
from chalicelib.accounts.people import phone_hash
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.settings import settings
from tests.costs import Cost, assert_cost, meter

KNOWN, UNKNOWN = "13800138000", "13900139000"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.1"


@pytest.fixture(autouse=True)
def wang() -> None:
    add_person("Wang", ["producer:p1"], phone=KNOWN, made_by="root", person_id="wang")


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def refusal(phone: str, code: str, address: str = HOME) -> FairError:
    with pytest.raises(Refused) as caught:
        redeem_code(phone, code, address=address)
    return caught.value


def pass_time(*, seconds: int) -> None:
    """Let everything that was asked for so far have happened earlier."""
    for allowance in Allowance.scan():
        allowance.taken = [int(moment) - seconds for moment in allowance.taken or ()]
        allowance.save()


def test_a_code_from_the_phone_signs_in(capsys: pytest.CaptureFixture[str]) -> None:
    ask_code(KNOWN, HOME)
    code = re.findall(r"\b\d{6}\b", capsys.readouterr().out)[0]

    person = signed_in(redeem_code("+86 138 0013 8000", f" {code[:3]} {code[3:]} "))

    assert person
    assert person.person_id == "wang"
    assert refusal(KNOWN, code).message_id == "code-no-longer-good"


def test_a_code_shown_by_an_official_signs_in() -> None:
    code = give_code("wang", made_by="official")

    assert signed_in(redeem_code(KNOWN, code))


def test_a_new_code_replaces_the_old() -> None:
    old = give_code("wang", made_by="official")
    new = give_code("wang", made_by="official")

    if old != new:
        assert refusal(KNOWN, old).message_id == "code-wrong"
    assert redeem_code(KNOWN, new)


def test_the_sixth_try_says_clearly_that_it_was_one_too_many() -> None:
    code = give_code("wang", made_by="official")

    left = [refusal(KNOWN, wrong(code)).values["left"] for _ in range(5)]

    assert left == [4, 3, 2, 1, 0]
    assert refusal(KNOWN, code).message_id == "code-tried-too-often"


def test_a_stranger_uses_up_nobodys_code() -> None:
    code = give_code("wang", made_by="official")
    for _ in range(6):
        refusal(KNOWN, wrong(code), ELSEWHERE)
    assert refusal(KNOWN, code, ELSEWHERE).message_id == "code-tried-too-often"

    assert redeem_code(KNOWN, code, address=HOME)


def test_whoever_asks_for_a_code_replaces_none_that_an_official_gave() -> None:
    code = give_code("wang", made_by="official")
    ask_code(KNOWN, ELSEWHERE)

    assert redeem_code(KNOWN, code, address=HOME)


def test_two_codes_are_one_count_in_whatever_order_they_are_read() -> None:
    ask_code(KNOWN, HOME)
    give_code("wang", made_by="official")
    asked, given = Code.find(phone_hash(KNOWN)), Code.find(phone_hash(KNOWN) + GIVEN)

    assert _tries_of([asked, given], "n") == _tries_of([given, asked], "n")


def test_a_new_code_can_be_tried_again() -> None:
    ask_code(KNOWN, HOME)
    for _ in range(6):
        refusal(KNOWN, "x")
    code = give_code("wang", made_by="official")

    assert refusal(KNOWN, wrong(code)).values["left"] == 4
    assert redeem_code(KNOWN, code, address=HOME)


def test_all_networks_together_try_a_code_two_hundred_times() -> None:
    code = give_code("wang", made_by="official")
    given = Code.find(phone_hash(KNOWN) + GIVEN)
    given.update(actions=[Code.tries.set(199)])

    assert refusal(KNOWN, wrong(code), ELSEWHERE).message_id == "code-wrong"
    assert refusal(KNOWN, code).message_id == "code-tried-too-often"


def test_a_network_tries_sixty_codes_an_hour_whatever_the_phones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = clock.now().replace(minute=0, second=0, microsecond=0)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        for n in range(60):
            assert refusal(f"138000000{n:02d}", "123456").message_id == "code-no-longer-good"

        code = give_code("wang", made_by="official")

        assert refusal(KNOWN, code).message_id == "network-tried-too-often"
        assert redeem_code(KNOWN, code, address=ELSEWHERE)


def test_many_tries_at_once_are_no_more_than_five() -> None:
    code = give_code("wang", made_by="official")
    answers: list[str] = []

    def guess() -> None:
        answers.append(refusal(KNOWN, wrong(code)).message_id)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["code-tried-too-often"] * 7 + ["code-wrong"] * 5


def test_a_code_is_good_for_ten_minutes() -> None:
    code = give_code("wang", made_by="official")
    kept = Code.find(phone_hash(KNOWN) + GIVEN)
    assert timedelta(minutes=9) < kept.expires_at - clock.now() <= timedelta(minutes=10)

    kept.update(actions=[Code.expires_at.set(clock.now() - timedelta(seconds=1))])

    assert refusal(KNOWN, code).message_id == "code-no-longer-good"


def test_the_answer_and_the_work_are_the_same_for_a_number_that_nobody_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work(phone: str) -> Cost:
        with meter() as cost:
            ask_code(phone, HOME)
            for _ in range(6):
                refusal(phone, "x")
        return cost

    known, unknown = work(KNOWN), work(UNKNOWN)

    assert known.calls == unknown.calls
    assert UNKNOWN not in capsys.readouterr().out


def test_a_number_without_a_code_is_told_nothing_more() -> None:
    assert refusal(KNOWN, "123456").message_id == refusal(UNKNOWN, "123456").message_id


def test_a_phone_gets_one_code_a_minute_five_an_hour_ten_a_day() -> None:
    sent: list[int] = []
    for minute in range(24 * 60):
        try:
            if minute % 7 == 0:
                ask_code(KNOWN, f"198.51.100.{minute % 250}")
                sent.append(minute)
        except Refused:
            pass
        if minute % 7 == 0:
            pass_time(seconds=420)

    assert sent == [0, 7, 14, 21, 28, 63, 70, 77, 84, 91]


def test_an_address_asks_for_twenty_codes_an_hour() -> None:
    for n in range(20):
        ask_code(f"138000000{n:02d}", HOME)

    with pytest.raises(Refused, match="wait-minutes"):
        ask_code("13800000099", HOME)
    ask_code("13800000099", "198.51.100.1")


def test_a_refused_request_uses_up_nothing() -> None:
    ask_code(KNOWN, HOME)
    with pytest.raises(Refused, match="wait-seconds"):
        ask_code(KNOWN, HOME)

    assert sorted(len(allowance.taken) for allowance in Allowance.scan()) == [1, 1]


def test_twenty_requests_at_once_send_one_code() -> None:
    answers: list[str] = []

    def ask() -> None:
        try:
            ask_code(KNOWN, HOME)
            answers.append("sent")
        except Refused as error:
            answers.append(error.message_id)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count("sent") == 1


def test_a_day_has_only_so_many_messages_and_unknown_numbers_use_up_none() -> None:
    ask_code(UNKNOWN, HOME)
    ask_code(KNOWN, HOME)
    today = next(iter(CodesOfDay.scan()))
    assert today.sent == 1

    today.update(actions=[CodesOfDay.sent.set(settings().codes_a_day)])

    for phone in ("13700137000", UNKNOWN):
        pass_time(seconds=3600)
        with pytest.raises(Refused, match="no-more-codes-today"):
            ask_code(phone, HOME)


def test_codes_are_not_kept_in_clear() -> None:
    code = give_code("wang", made_by="official")

    assert code not in str([record.to_dynamodb_dict() for record in Code.scan()])
    assert KNOWN not in str([record.to_dynamodb_dict() for record in Code.scan()])


def test_a_person_without_a_phone_gets_a_link_instead() -> None:
    add_person("Li", ["producer:p2"], made_by="root", person_id="li")

    with pytest.raises(Refused, match="no-phone"):
        give_code("li", made_by="official")
    with pytest.raises(NotFound):
        give_code("nobody", made_by="official")
    with pytest.raises(Invalid):
        redeem_code("12", "123456")


def test_what_a_code_costs() -> None:
    with assert_cost(writes=8, reads=3):
        ask_code(KNOWN, HOME)
    with assert_cost(writes=1, reads=1):
        code = give_code("wang", made_by="official")
    with assert_cost(writes=15, reads=3.5):
        redeem_code(KNOWN, code, address=HOME)
