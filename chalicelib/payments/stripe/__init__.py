"""Stripe, and the trial payments that go the same way."""
