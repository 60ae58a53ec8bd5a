"""Trouble ordered by hand: the next calls that match are answered as Telegram would on a bad day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox import refusals
from bot.sandbox.refusals import Refused


class FaultKind(StrEnum):
    """What happens to the call."""

    TOO_MANY = "429"
    FORBIDDEN = "403"
    BAD_REQUEST = "400"
    BROKEN = "500"
    MIGRATE = "migrate"  # the group becomes a supergroup, then the call is answered as Telegram does
    HANG = "hang"  # no answer until the client gives up
    CUT = "cut"  # the connection is closed without an answer
    TOPIC = "topic"  # the topic named by the call is gone


@dataclass
class Fault:
    """One order. `method` None = whatever writes to a chat, "*" = every method; `chat` None = any chat.

    `after_accept`: the call is carried out first, so that a message is stored although the bot sees trouble.
    `times` counts down; 0 = until the faults are cleared.
    """

    kind: FaultKind
    method: str | None = None
    chat: int | None = None
    retry_after: int = 5
    new_id: int | None = None
    after_accept: bool = False
    times: int = 1
    description: str | None = None

    def matches(self, method: str, chat: int | None, topic: int | None) -> bool:
        if self.chat is not None and self.chat != chat:
            return False
        if self.kind is FaultKind.TOPIC and topic is None:
            return False
        if self.kind is FaultKind.MIGRATE and chat is None:
            return False
        if self.method is None:
            return chat is not None
        return self.method == "*" or self.method.lower() == method.lower()

    def refusal(self, chat_type: str) -> Refused:
        """The answer for the kinds that answer."""
        if self.kind is FaultKind.TOO_MANY:
            return refusals.too_many(self.retry_after)
        if self.kind is FaultKind.TOPIC:
            return refusals.thread_not_found()
        if self.kind is FaultKind.BROKEN:
            return refusals.refused(500, self.description or "")
        if self.kind is FaultKind.FORBIDDEN:
            return self._forbidden(chat_type)
        return refusals.bad_request(self.description) if self.description else refusals.no_right_to_write()

    def _forbidden(self, chat_type: str) -> Refused:
        if self.description:
            return refusals.refused(403, self.description)
        return refusals.blocked() if chat_type == "private" else refusals.kicked(chat_type)


class Faults:
    """The orders that still stand, oldest first."""

    def __init__(self) -> None:
        self._standing: list[Fault] = []

    def order(self, fault: Fault) -> None:
        self._standing.append(fault)

    def clear(self) -> int:
        """Forgets every order and says how many there were."""
        count = len(self._standing)
        self._standing.clear()
        return count

    def __len__(self) -> int:
        return len(self._standing)

    def standing(self) -> tuple[Fault, ...]:
        return tuple(self._standing)

    def take(self, method: str, chat: int | None, topic: int | None) -> Fault | None:
        """The first order that matches this call, counted down."""
        for fault in self._standing:
            if fault.matches(method, chat, topic):
                if fault.times == 1:
                    self._standing.remove(fault)
                elif fault.times > 1:
                    fault.times -= 1
                return fault
        return None
