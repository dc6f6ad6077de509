"""Statements for tests: a file is uploaded, its columns are confirmed as they were guessed, and it is posted."""

from chalicelib import payments
from chalicelib.payments.bank.statements import StatementPreview


def uploaded(text: str | bytes) -> StatementPreview:
    """A file whose columns a person has confirmed."""
    content = text.encode() if isinstance(text, str) else text
    statement_id = payments.upload_statement(content)
    opened = payments.preview_statement(statement_id).statement
    roles = [opened.columns.roles.get(name, "") for name in opened.sheet.names]
    payments.confirm_columns(statement_id, roles, by="ada")
    return payments.preview_statement(statement_id)


def posted(text: str | bytes) -> StatementPreview:
    """The same, posted; as it is shown then."""
    statement_id = uploaded(text).statement.statement_id
    payments.post_statement(statement_id, by="ada")
    return payments.preview_statement(statement_id)
