"""Governance: what may be shown, decided before and after it is."""

from chalicelib.governance.review import approve, reject, remove_listing, review_queue

__all__ = ["approve", "reject", "remove_listing", "review_queue"]
