"""What is to be told, to whom, and who may ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model import (
    Destination,
    DestinationKind,
    DestinationState,
    Notice,
    NoticeDraft,
    NoticeState,
    Page,
    Person,
    Role,
    Scope,
)


class Notices(Protocol):
    """The outbox: planned, claimed, recorded."""

    async def plan(self, drafts: Sequence[NoticeDraft], now: datetime) -> int:
        """Adds those whose key is new; how many were."""

    async def claim(self, now: datetime, lease: timedelta, busy_chats: Collection[int]) -> Notice | None:
        """Takes the most overdue notice that may be sent now, for `lease`.

        Skips chats in `busy_chats`, chats that have a claimed notice, destinations that are not ACTIVE or whose
        `not_before` lies ahead. A claim whose lease ran out is offered again, with `repeat` set when a try was
        begun and its outcome never recorded. Expired notices are left to `expire`.
        """

    async def expire(self, now: datetime) -> list[Notice]:
        """Withdraws what came too late ("terlalu lama"); each as it stood before, so that its loss can be told."""

    async def begin_try(self, notice_id: int, pages: Sequence[Page], now: datetime) -> int:
        """Written before the send: what is sent, and that it may now be under way. The try's id.

        Raises NotFound when the notice is no longer claimed: told by somebody else, or withdrawn.
        """

    async def record(
        self,
        notice_id: int,
        try_id: int | None,
        state: NoticeState,
        now: datetime,
        *,
        reason: str | None = None,
        message_id: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        """Written after: PLANNED or AMBIGUOUS with `retry_at` = once more then; HELD, SENT, WITHDRAWN, REFUSED.

        SENT is never undone. Another outcome of a try whose lease ran out meanwhile changes only the try.
        """

    async def find(self, notice_id: int) -> Notice | None: ...

    async def next_at(self, now: datetime) -> datetime | None:
        """When the next claim can succeed, as far as is known."""

    async def last_sent_at(self, destination_id: int, kinds: Collection[str]) -> datetime | None: ...

    async def told_as_of(self, destination_id: int, slot_at: datetime) -> datetime | None:
        """The instant whose truth the digest of that slot told there; None when none was sent."""

    async def release_held(self, destination_id: int, now: datetime) -> int:
        """The destination is back: what was held and is still worth telling is planned again. How many."""

    async def waiting(self) -> int:
        """How many are planned, claimed or ambiguous: the queue of /status."""


class Destinations(Protocol):
    """Where siaga writes. Configured ones are synchronised at start; bound people are added by invitation."""

    async def synchronise(self, wanted: Sequence[ConfiguredDestination], now: datetime) -> None:
        """Adds, updates and retires configured ones; keeps ids, migrated chat ids and bound ones."""

    async def all(self) -> list[Destination]: ...

    async def get(self, destination_id: int) -> Destination:
        """Also one that is no longer in use. Raises NotFound."""

    async def find(self, chat_id: int, topic: int | None) -> Destination | None:
        """The one bound to that topic, else the one bound to the whole chat."""

    async def move(self, old_chat_id: int, new_chat_id: int, now: datetime) -> int:
        """A group became a supergroup: every topic of it moves. Old ids are kept. How many moved."""

    async def mark(
        self, destination_id: int, state: DestinationState, now: datetime, reason: str | None = None
    ) -> bool:
        """Whether the state changed (so that it is reported once)."""

    async def revive(self, chat_id: int, now: datetime) -> list[int]:
        """The chat is back: its LOST and WAITING destinations become ACTIVE. Their ids."""

    async def hold(self, chat_id: int, until: datetime) -> None:
        """Telegram asked this chat to wait."""


class ConfiguredDestination(Protocol):
    """A chat of the configuration."""

    @property
    def kind(self) -> DestinationKind: ...
    @property
    def chat_id(self) -> int: ...
    @property
    def topic(self) -> int | None: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def name(self) -> str: ...


class ConfiguredPerson(Protocol):
    """A person of the configuration."""

    @property
    def user_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def digest(self) -> bool: ...


class People(Protocol):
    async def synchronise(self, wanted: Sequence[ConfiguredPerson], now: datetime) -> None:
        """After `Destinations.synchronise`. A new private destination waits for its person to press Start."""

    async def find(self, user_id: int) -> Person | None: ...

    async def all(self) -> list[Person]: ...

    async def invite(
        self, token_hash: str, name: str, role: Role, scope: Scope, *, digest: bool, expires_at: datetime
    ) -> None:
        """Remembers an invitation by the hash of its token."""

    async def accept(self, token_hash: str, user_id: int, now: datetime) -> Person | None:
        """Binds the user, once; None when unknown, used or expired. Adds the private destination."""
