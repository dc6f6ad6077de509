"""The ways to pay: which are offered here, which fit an order, and the adapter of each."""

from chalicelib import orders
from chalicelib.errors import FairError, NotFound
from chalicelib.money import yuan
from chalicelib.orders import KEEPS_FOR_DAYS, PAID_LATER, Order, SeenBasket
from chalicelib.payments.bank.transfer import Bank
from chalicelib.payments.port import Adapter, PaymentInstructions, ReceivedPayment, RefundState
from chalicelib.payments.rules import BANK, CASH, PICKUP, PRODUCTION, SANDBOX, STRIPE
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.sandbox_page import Sandbox
from chalicelib.payments.stripe.settings import KEY
from chalicelib.settings import given_secret, settings

GUESTS_CASH_FEN = 30_000


def methods() -> tuple[str, ...]:
    """How a buyer may pay here."""
    return methods_of(
        settings().stage, has_bank=bool(settings().bank), has_stripe=bool(given_secret(KEY))
    )


def methods_of(stage: str, *, has_bank: bool = False, has_stripe: bool = False) -> tuple[str, ...]:
    """How a buyer may pay, the usual way first. The sandbox moves no money, so it never stands in production."""
    available = {BANK: has_bank, STRIPE: has_stripe, SANDBOX: stage != PRODUCTION}
    return (CASH, *(method for method, is_given in available.items() if is_given))


def ways_for(total_fen: int, *, is_fetched: bool, is_guest: bool = False) -> tuple[str, ...]:
    """How one order may be paid, the usual way first: who fetches the goods pays there or beforehand; a courier takes
    so much cash, and a guest may owe so much."""
    before = tuple(method for method in methods() if method != CASH)
    may_be_cash = total_fen <= cash_limit_fen(is_guest=is_guest)
    if is_fetched:
        return (PICKUP, *before) if may_be_cash or not is_guest else before
    return (CASH, *before) if may_be_cash else before


def ways_for_basket(
    basket: SeenBasket, *, is_fetched: bool, is_guest: bool
) -> tuple[tuple[str, ...], FairError | None]:
    """How a basket may be paid, and why not in all ways, if a guest may not pay for it later than now."""
    ways = ways_for(basket.total_fen, is_fetched=is_fetched, is_guest=is_guest)
    why = orders.why_not_later(basket) if is_guest else None
    if why:
        return tuple(way for way in ways if way not in KEEPS_FOR_DAYS), why
    if is_guest and not set(ways) & set(PAID_LATER):
        return ways, FairError("guests-cash-too-large", most=yuan(cash_limit_fen(is_guest=True)))
    return ways, None


def cash_limit_fen(*, is_guest: bool) -> int:
    """How much an order may come to that is paid in cash: less for a guest where no phone can be asked who it is."""
    most = settings().cash_limit_fen
    return min(most, GUESTS_CASH_FEN) if is_guest and not settings().sends_codes else most


def adapter_of(method: str) -> Adapter:
    """The adapter of a way of paying, also of one that is offered no longer: its money still goes back.

    Raises NotFound for a way that never was.
    """
    adapters: dict[str, type[Adapter]] = {
        BANK: Bank,
        CASH: Cash,
        PICKUP: Cash,
        SANDBOX: Sandbox,
        STRIPE: Stripe,
    }
    if method not in adapters:
        raise NotFound("not-found")
    return adapters[method]()


class Cash:
    """The courier collects; the seller says that the money has come (`receive_cash`)."""

    def begin(self, order: Order) -> PaymentInstructions:  # noqa: ARG002 - the port's shape
        return PaymentInstructions()

    def confirm(self, order: Order, evidence: str) -> ReceivedPayment | None:  # noqa: ARG002 - the port's shape
        """A buyer proves nothing about cash."""
        return None

    def cancel(self, order: Order) -> ReceivedPayment | None:  # noqa: ARG002 - the port's shape
        """Nothing is open before the courier comes."""
        return None

    def refund(self, order: Order, refund_id: str, fen: int, *, payment_id: str) -> RefundState:  # noqa: ARG002 - the port's shape
        """No machine of ours can send cash."""
        return "by-hand"
