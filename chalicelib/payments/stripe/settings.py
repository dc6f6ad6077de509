"""Whether the fair takes money through Stripe: all of its settings are given, or none."""

from dataclasses import dataclass

from chalicelib.payments.rules import PRODUCTION
from chalicelib.settings import WrongSetting, given_secret, settings

KEY, WEBHOOK = "stripe_key", "stripe_webhook"
LIVE, TEST = ("sk_live_", "rk_live_"), ("sk_test_", "rk_test_")


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """`webhooks` are the secrets that sign events: two of them while one is being changed for the other."""

    key: str
    webhooks: tuple[str, ...]

    @property
    def livemode(self) -> bool:
        return self.key.startswith(LIVE)


def stripe_settings() -> StripeSettings | None:
    """None where nothing is given. Raises WrongSetting, and says what is missing or does not fit the stage."""
    key, webhooks = given_secret(KEY), given_secret(WEBHOOK)
    if not key and not webhooks:
        return None
    if not key:
        raise WrongSetting(
            f"FAIR_SECRET_{WEBHOOK.upper()} is given, FAIR_SECRET_{KEY.upper()} is missing"
        )
    if not webhooks:
        raise WrongSetting(
            f"FAIR_SECRET_{KEY.upper()} is given, FAIR_SECRET_{WEBHOOK.upper()} is missing"
        )
    secrets = StripeSettings(key, tuple(word.strip() for word in webhooks.split(",")))
    _check(secrets)
    return secrets


def takes_stripe() -> bool:
    return stripe_settings() is not None


def check_stripe() -> None:
    """Raises WrongSetting: a fair that can take money and not hear of it, or the other way round, must not start."""
    stripe_settings()


def _check(secrets: StripeSettings) -> None:
    if not secrets.key.startswith((*LIVE, *TEST)):
        raise WrongSetting(f"FAIR_SECRET_{KEY.upper()} is no secret key of Stripe: sk_… or rk_…")
    if not all(webhook.startswith("whsec_") for webhook in secrets.webhooks):
        raise WrongSetting(f"FAIR_SECRET_{WEBHOOK.upper()} is no webhook secret of Stripe: whsec_…")
    if secrets.livemode != (settings().stage == PRODUCTION):
        raise WrongSetting(
            f"FAIR_SECRET_{KEY.upper()}: a live key belongs to production, a test key elsewhere"
        )
