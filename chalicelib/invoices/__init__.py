"""Invoices and credit notes: numbered, and never changed."""

from chalicelib.invoices.documents import (
    documents_of,
    make_credit_notes,
    make_invoices,
    open_document,
)

__all__ = ["documents_of", "make_credit_notes", "make_invoices", "open_document"]
