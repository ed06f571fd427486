"""What iraqdata raises when it cannot do what was asked: a message for people."""


class IraqdataError(Exception):
    """Something the caller can put right; the message says what is wrong and what to do."""


class UnknownTableError(IraqdataError, KeyError):
    """A table name that this package does not have."""

    def __str__(self) -> str:
        # KeyError would show the message in quotes.
        return str(self.args[0])


class UnknownRecordError(IraqdataError, KeyError):
    """A record id that this package does not have."""

    def __str__(self) -> str:
        return str(self.args[0])


class MissingExtraError(IraqdataError, ImportError):
    """A library that the base install does not bring; the message names the extra that does."""
