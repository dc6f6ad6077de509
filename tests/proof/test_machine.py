"""Everything that may happen in the market, in any order, twice, overtaken, and with answers that get lost."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pynamodb.exceptions import PynamoDBException

from tests.engine import wipe
from tests.proof.calendar import Calendar
from tests.proof.deeds import Deed, Market
from tests.proof.promises import check_books, check_shop
from tests.proof.streams import Streams
from tests.proof.wire import troubled

EXAMPLES = int(os.environ.get("FAIR_PROOF_EXAMPLES", "12"))
STEPS = int(os.environ.get("FAIR_PROOF_STEPS", "20"))
TRIES_OF_THE_WIRE = 4
A_WEEK = timedelta(days=7)
PAYABLE_TO_WU = b"producer:wu:payable"
PARTS = st.integers(0, 2)  # of a line that is refunded
OFTEN = ("buy", "buy", "hold", "pay", "refund", "settle", "hear")
SELDOM = (
    "doubt",
    "expire",
    "lapse",
    "sweep",
    "cancel",
    "drop",
    "drop",
    "send",
    "restock",
    "hear_again",
)
KINDS = (*OFTEN, *OFTEN, *SELDOM, "pay_out", "end_payout", "take_back")
DEEDS = st.tuples(st.sampled_from(KINDS), st.integers(0, 11), st.integers(0, 5))
Said = tuple[str, int, int]
MORNING: tuple[Said, ...] = (
    ("buy", 0, 8),
    ("hold", 1, 7),
    ("buy", 2, 5),
    ("hold", 0, 5),
    ("hold", 2, 1),
    ("refund", 2, 0),
    ("hold", 1, 0),
    ("cancel", 0, 0),
    ("buy", 2, 4),
    ("drop", 0, 4),
    ("buy", 1, 1),
)  # so that there is something to spoil from the first step


class Fair(RuleBasedStateMachine):
    """The market, and those who are at work in it."""

    streams: Streams
    calendar: Calendar
    done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        wipe()
        self.market = Market(self.streams, self.calendar)
        self.history: list[Deed] = []
        for said in MORNING:
            self._do(said)

    @rule(said=DEEDS)
    def something_happens(self, said: Said) -> None:
        self._do(said)

    @rule(said=DEEDS)
    def it_happens_twice(self, said: Said) -> None:
        self._do(said, how=lambda deed: (deed(), deed()))

    @rule(said=DEEDS, others=DEEDS)
    def others_come_between_reading_and_writing(self, said: Said, others: Said) -> None:
        self._overtaken(said, others)

    @rule(said=DEEDS)
    def it_overtakes_itself(self, said: Said) -> None:
        self._do(said, how=lambda deed: overtaken(deed, deed))

    @rule(said=DEEDS, kept=st.integers(0, 3), lost=st.sampled_from([1, TRIES_OF_THE_WIRE]))
    def answers_get_lost_and_it_is_done_again(self, said: Said, kept: int, lost: int) -> None:
        def lose(deed: Deed) -> None:
            with troubled() as way:
                way.kept_answers, way.lost_answers = kept, lost
                try:
                    deed()
                except PynamoDBException:
                    self.market.done["answer lost"] += 1
            deed()

        self._do(said, how=lose)

    @rule(which=st.integers(0, 40))
    def what_happened_before_happens_again(self, which: int) -> None:
        if self.history:
            self.history[which % len(self.history)]()

    @rule(what=st.integers(0, 3), who=st.integers(0, 2), others=st.integers(0, 2))
    def two_want_the_last(self, what: int, who: int, others: int) -> None:
        self._overtaken(("take_all", who, what), ("take_all", others, what))

    @rule(which=st.integers(0, 11), how=st.integers(0, 4))
    def two_ask_for_the_same_money(self, which: int, how: int) -> None:
        """And one asks for a part of it twice at once."""
        self._overtaken(("refund", which, how), ("refund", which, how))
        self._do(("refund", which, 0), how=lambda deed: overtaken(deed, deed))

    @rule(who=st.integers(0, 2), what=st.integers(0, 8), how=st.integers(1, 4))
    def money_comes_that_does_not_fit(self, who: int, what: int, how: int) -> None:
        self._do(("hold", who, what))
        self._do(("pay", 0, how))

    @rule(
        who=st.integers(0, 2),
        what=st.sampled_from([0, 1, 3, 9]),
        over=st.sampled_from(["expire", "expire", "cancel"]),
    )
    def money_comes_when_the_goods_are_gone(self, who: int, what: int, over: str) -> None:
        """And once more, when there are goods again."""
        self._do(("hold", who, what))
        self._do((over, 0, 0))
        pay = self.market.decide("pay", 0, 0)
        self._do(("take_all", who + 1, 1 if what == 3 else 0))
        for _ in range(2):
            take_out = self.market.decide("restock", 0, 4)
            if what != 3 and take_out:
                take_out()  # more than there is, and more than comes back below
        for _ in range(2):
            self._do(("pay", 0, 0), pay)
            for shelf in (0, 0, 1, 1):
                self._do(("restock", shelf, 0))
            for form in self.history[-4:]:  # each comes late once more
                form()

    @rule(who=st.integers(0, 2), what=st.integers(0, 8))
    def a_sweep_comes_too_early(self, who: int, what: int) -> None:
        self._do(("hold", who, what))
        self._do(("expire", 0, 1))

    @rule(who=st.integers(0, 2), what=st.integers(0, 8))
    def two_payments_come_for_an_expired_order(self, who: int, what: int) -> None:
        self._do(("hold", who, what))
        self._do(("expire", 0, 0))
        self._overtaken(("pay", 0, 0), ("pay", 0, 0))

    @rule(who=st.integers(0, 2), what=st.integers(0, 8))
    def money_comes_while_the_buyer_cancels(self, who: int, what: int) -> None:
        self._do(("hold", who, what))
        self._overtaken(("cancel", 0, 0), ("pay", 0, 0))

    @rule(who=st.integers(0, 2), others=st.integers(0, 2))
    def a_slot_changes_hands_while_money_comes(self, who: int, others: int) -> None:
        for _ in range(4):
            self._do(("hold", who, 5))
        pay, lapse = self.market.decide("pay", 0, 0), self.market.decide("lapse", 0, 0)
        late = self.market.decide("pay", 0, 0)
        claim = self.market.decide("hold", others, 5)

        def change_hands() -> None:
            for act in (lapse, claim):
                if act:
                    act()

        self._do(("pay", 0, 0), pay, lambda deed: overtaken(deed, change_hands))
        self._do(("pay", 0, 0), late)

    @rule(who=st.integers(0, 2), how=st.integers(0, 5), by=st.integers(0, 2))
    def payday(self, who: int, how: int, by: int) -> None:
        """What is settled is paid out; meanwhile a refund is covered, or the run is made twice."""
        self._do(("buy", who, 0))
        self._do(("settle", 0, 0))
        refund = self.market.decide("refund", 0, how)

        def cover() -> None:
            if refund:
                refund()
            self.market.streams.hear_all()

        run = self.market.decide("pay_out")
        others = (cover, run, cover)[by]
        self._do(("pay_out", 0, 0), run, lambda deed: overtaken(deed, others, PAYABLE_TO_WU))
        self.market.streams.hear_all()
        check_books(self.market)  # before the payout ends: a void would put right what is wrong
        self._do(("hear_again", how, 5))
        self._overtaken(("end_payout", 0, how), ("end_payout", 0, how + 1))

    @rule(who=st.integers(0, 2), sent=st.booleans(), parts=st.tuples(PARTS, PARTS, PARTS))
    def regret(self, who: int, sent: bool, parts: tuple[int, int, int]) -> None:  # noqa: FBT001 - a rule's
        """What a provider has paid out in two weeks, or is about to, is asked back by refunds, and some of it comes."""
        for _ in range(2):
            self._do(("buy", who, 3))
            self._do(("settle", 0, 0))
            self.market.streams.hear_all()
            self.calendar.pass_by(A_WEEK)
            self._do(("pay_out", 0, 0))
            for payout in range(2 * sent):
                self._do(("end_payout", payout, 0))
        for number, part in enumerate(parts):
            self._do(("refund", number % 2, part))
        self.market.streams.hear_all()
        self._overtaken(("take_back", 0, 0), ("take_back", 0, 0))

    @invariant()
    def nothing_is_sold_or_paid_twice(self) -> None:
        check_shop(self.market)

    def teardown(self) -> None:
        self.market.streams.hear_all()
        check_shop(self.market)
        check_books(self.market)
        self.done.update(self.market.done)

    def _overtaken(self, said: Said, others: Said) -> None:
        other = self.market.decide(*others)
        self._do(said, how=lambda deed: overtaken(deed, other))
        self.history += [other] if other else []

    def _do(
        self,
        said: Said,
        decided: Deed | None = None,
        how: Callable[[Deed], object] = lambda deed: deed(),
    ) -> None:
        deed = decided or self.market.decide(*said)
        if deed:
            how(deed)
            self.history.append(deed)


def overtaken(deed: Deed, other: Deed | None, which: bytes = b"") -> None:
    """Others come when the deed has read and is about to write, or about to write what has a word in it."""
    with troubled() as way:
        way.before_a_write, way.which_write = other, which
        deed()


@pytest.fixture
def a_fair(app: Any) -> Iterator[type[Fair]]:
    counted: Counter[str] = Counter()

    class ThisFair(Fair):
        streams, calendar = Streams(app), Calendar()
        done = counted

    with ThisFair.calendar.counts():
        yield ThisFair


def test_whatever_happens_nothing_is_sold_twice_and_no_fen_is_lost(a_fair: type[Fair]) -> None:
    run_state_machine_as_test(
        a_fair,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    for deed in (
        "buy",
        "hold",
        "pay",
        "expire",
        "cancel",
        "drop",
        "refund",
        "settle",
        "pay_out",
        "take_back",
    ):
        assert a_fair.done[deed], f"nothing was ever tried: {deed}"
