"""Screening: what listings say, held against the rules. Pure: it reads the rules and nothing else."""

from chalicelib.screening.find import Finding, findings_in, without_contacts
from chalicelib.screening.outcome import ListingWords, Screening, screen
from chalicelib.screening.rules import ASK, HOLD, PASS, STOP, laws

__all__ = [
    "ASK",
    "HOLD",
    "PASS",
    "STOP",
    "Finding",
    "ListingWords",
    "Screening",
    "findings_in",
    "laws",
    "screen",
    "without_contacts",
]
