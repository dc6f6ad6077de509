"""The errors, all of them. Each carries a message id and its values; `web/` says them to the reader."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class FairError(Exception):
    """The rules refused. The message id stands in the catalogues of both languages."""

    def __init__(self, message_id: str = "", **values: object) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.values = values


class NotFound(FairError):
    """No such thing, or not yours to see."""


class Refused(FairError):
    """The state of the fair does not allow it now."""


class Invalid(FairError):
    """The form needs another look: for each field a message id, or an error with values of its own."""

    def __init__(self, problems: Mapping[str, "str | FairError"]) -> None:
        super().__init__("look-again")
        self.problems: dict[str, FairError] = {
            field: problem if isinstance(problem, FairError) else FairError(problem)
            for field, problem in problems.items()
        }


class Problems(dict[str, FairError]):
    """What is wrong, by field: gathered one by one, and refused all at once."""

    def note(self, field: str, message_id: str, **values: object) -> None:
        """One more thing that is wrong; the first one of a field counts."""
        self.setdefault(field, FairError(message_id, **values))

    def refuse(self) -> None:
        """Raises Invalid if anything was noted."""
        if self:
            raise Invalid(self)

    @contextmanager
    def gathered(self, **names: str) -> Iterator[None]:
        """Notes what is Invalid by a rule that is asked meanwhile; `names` are those of the form where they differ."""
        try:
            yield
        except Invalid as error:
            for field, problem in error.problems.items():
                self.setdefault(names.get(field, field), problem)
