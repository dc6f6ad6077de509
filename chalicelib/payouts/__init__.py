"""Payouts: what sellers and creators are paid, by file with two people or through a provider."""
