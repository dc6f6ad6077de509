"""The columns of a bank's files: guessed by their names, confirmed once by a person, and known from then on."""

from collections.abc import Mapping

from chalicelib import clock
from chalicelib.errors import FairError, Invalid
from chalicelib.payments.bank.models import BankColumns
from chalicelib.payments.bank.statement import ROLES, Columns, StatementSheet


def columns_of(sheet: StatementSheet) -> tuple[Columns, bool]:
    """What the columns of a sheet hold, and whether a person has said so."""
    confirmed = BankColumns.find_or_none(sheet.key)
    if confirmed is None:
        return Columns.guessed(sheet.names), False
    return Columns(dict(confirmed.roles)), True


def keep_columns(sheet: StatementSheet, roles: Mapping[str, str], *, by: str) -> None:
    """Remember what these columns hold, for every file that has them; what was said last counts. Raises Invalid for
    columns that tell no day or no amount."""
    if not set(roles.values()) <= {*ROLES, ""} or not set(roles) <= set(sheet.names):
        raise Invalid({"form": FairError("not-a-choice")})
    columns = Columns({name: role for name, role in roles.items() if role})
    columns.check()
    BankColumns(sheet.key, roles=dict(columns.roles), by=by, at=clock.now()).save()
