"""The secrets of a Stripe that does not exist: they open nothing else, so everybody may know them."""

SANDBOX_KEY, SANDBOX_WEBHOOK = "sk_test_sandbox", "whsec_sandbox"
