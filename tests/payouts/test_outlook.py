"""What owners read of their next payout, and what the runs of the following nights do: the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.ledger import Balance, EarningsWeek, week_of
from chalicelib.payouts.accounts import keep_account
from chalicelib.payouts.end import void_payout
from chalicelib.payouts.models import Payout, PayoutAccount
from chalicelib.payouts.outlook import outlook_of
from chalicelib.payouts.runs import run_payouts
from tests.people import WUS_ACCOUNT, seller
from tests.proof.calendar import Calendar

OWNER = "producer:wu"
SUNDAY = datetime(2026, 11, 22, tzinfo=clock.SHANGHAI)
WEDNESDAY = SUNDAY - timedelta(days=4)
LONG_AGO = timedelta(days=-30)


def earned(now: datetime, **weeks_ago: int) -> None:
    """Fen by how many weeks ago they were settled: `w0` is the present week."""
    for name, fen in weeks_ago.items():
        week = week_of(now - timedelta(days=7 * int(name[1:])))
        EarningsWeek(OWNER, week, sold_fen=fen, yours_fen=fen, lines=1).save()
    account = f"{OWNER}:payable"
    Balance(account, kind="producer:payable", free_fen=sum(weeks_ago.values())).save()


def account_since(moment: datetime) -> None:
    account = keep_account(OWNER, WUS_ACCOUNT, by="pwu")
    account.update(actions=[PayoutAccount.changed_at.set(moment)])


def first_payout(now: datetime) -> Payout:
    """What the runs at three make first."""
    night = clock.start_of_day(clock.shanghai_day(now)) + timedelta(hours=3)
    for day in range(20):
        if (run := night + timedelta(days=day)) >= now and (made := run_payouts(run)):
            made[0].made_at = run
            return made[0]
    raise AssertionError("nothing was paid")


@pytest.mark.parametrize("hour", [0, 2, 3, 4, 23])
@pytest.mark.parametrize("day", [WEDNESDAY, SUNDAY, SUNDAY + timedelta(days=1)])
@pytest.mark.parametrize("known_for", [LONG_AGO, timedelta(hours=-71), timedelta(hours=-25)])
@pytest.mark.parametrize(
    "weeks", [{"w0": 900}, {"w0": 900, "w1": 700}, {"w0": 900, "w1": 99}, {"w1": 700, "w3": 50}]
)
def test_the_page_says_which_night_pays_what(
    day: datetime, hour: int, known_for: timedelta, weeks: dict[str, int]
) -> None:
    now = day + timedelta(hours=hour)
    earned(now, **weeks)
    account_since(now + known_for)

    told = outlook_of(OWNER, now)

    payout = first_payout(now)
    assert (told.pays_on, told.yours_fen) == (clock.shanghai_day(payout.made_at), int(payout.fen))
    assert told.yours_fen + told.later_fen == sum(weeks.values())
    assert [week.week for week in told.paying] == payout.weeks


def test_after_a_voided_payout_it_is_the_run_of_next_week() -> None:
    earned(WEDNESDAY, w0=900, w1=700)
    account_since(WEDNESDAY + LONG_AGO)
    (voided,) = run_payouts(WEDNESDAY)
    void_payout(voided.payout_id, reason="wrong number", by="ada")

    told = outlook_of(OWNER, WEDNESDAY)

    payout = first_payout(WEDNESDAY)
    assert (told.pays_on, told.yours_fen) == (clock.shanghai_day(payout.made_at), int(payout.fen))
    assert (told.yours_fen, told.later_fen) == (1_600, 0)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "¥9.00 of this week is paid"), ("zh-Hans", "本周的 ¥9.00 随下一笔")]
)
def test_what_comes_later_is_said_apart(signed_in_as: Any, lang: str, said: str) -> None:
    seller("wu")
    calendar = Calendar()
    calendar.begin()
    calendar.pass_by(timedelta(days=2))  # a Tuesday
    with calendar.counts():
        earned(clock.now(), w0=900, w1=700)
        account_since(clock.now() + LONG_AGO)
        wu = signed_in_as(OWNER)
        wu.lang = lang

        page = wu.get("/earnings/shop").body

    assert "¥7.00</strong>" in page
    assert said in page
