"""What can go wrong, in two families.

    SiagaError
    ├── TryLater            something outside cannot be reached or asks us to wait; the work is kept
    │   ├── RateLimited         it named a time to wait
    │   ├── OutsideUnreachable  no connection was made: nothing was delivered
    │   └── DeliveryUnknown     it may have arrived: a repeat must be labelled
    └── NeverAgain          the same try would fail the same way
        ├── BadInput            a file, a row or a word we were given cannot be taken
        ├── BadConfiguration    the operator must change something
        ├── NotFound            what was asked for does not exist
        └── DestinationLost     a chat, topic or person can no longer be written to
            └── DestinationMoved    ... but lives on under a new id

Errors of libraries become these at the border (sources, storage, Telegram). Each message is one plain
English sentence: what, where, what to do. It never holds a secret or the text of a complaint.
"""

from __future__ import annotations

from datetime import timedelta

from monitor.flaws import Flaw


class SiagaError(Exception):
    """The root of every error that siaga raises on purpose."""


class TryLater(SiagaError):
    """Outside trouble that passes; the caller keeps the work and tries again."""


class RateLimited(TryLater):
    """The other side named how long to wait."""

    def __init__(self, message: str, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class OutsideUnreachable(TryLater):
    """No connection was made, so nothing was delivered: trying again is free."""


class DeliveryUnknown(TryLater):
    """The request may have been carried out before the connection broke."""


class NeverAgain(SiagaError):
    """The same try would fail the same way: somebody has to change something first."""


class BadInput(NeverAgain):
    """A file, a row or a word that cannot be taken. `flaw`: why, for those who read no English; None = unnamed."""

    def __init__(self, message: str, flaw: Flaw | None = None) -> None:
        super().__init__(message)
        self.flaw = flaw


class BadConfiguration(NeverAgain):
    """The configuration is wrong; the message names key, value and rule."""


class NotFound(NeverAgain):
    """What was asked for does not exist."""


class DestinationLost(NeverAgain):
    """A chat, topic or person can no longer be written to. `reason` is one word for the ledger."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class DestinationMoved(DestinationLost):
    """A group became a supergroup: the same people, another id."""

    def __init__(self, message: str, new_chat_id: int) -> None:
        super().__init__(message, "migrated")
        self.new_chat_id = new_chat_id
