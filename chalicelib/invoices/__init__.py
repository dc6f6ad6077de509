"""Invoices and credit notes: numbered, and never changed."""
