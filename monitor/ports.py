"""The few things monitor and bot need from the outside, as Protocols. `storage` provides them.

A `Store` is opened for reading or for writing; what it hands out speaks only in values of `model`.
Never hold one open across a network call.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from monitor.crossing import Key, Question
from monitor.dues import DueTimes
from monitor.holders import Subject
from monitor.judging import Arrivals
from monitor.model import (
    Activity,
    Complaint,
    Destination,
    DestinationKind,
    DestinationState,
    Fact,
    ImportRun,
    Notice,
    NoticeDraft,
    NoticeState,
    Observation,
    Page,
    Person,
    Role,
    Scope,
    Wanted,
)
from monitor.period import Month
from monitor.polls import PollHistory, PollRun
from monitor.ranking import Entered, OfficialScore
from monitor.sources.source import Recalled
from monitor.taking import Take


class Complaints(Protocol):
    """What is known of complaints. Listings come most urgent first (states.urgency)."""

    async def find(self, ticket: str, system: str | None = None) -> list[Complaint]:
        """Every complaint with that ticket (one a system), compared without regard to case."""

    async def get(self, complaint_id: int) -> Complaint:
        """Raises NotFound."""

    async def facts_of(self, complaint_id: int) -> list[Fact]:
        """In the order they were recorded."""

    async def wanted(
        self, wanted: Wanted, *, arrived_by: datetime | None = None, limit: int | None = None
    ) -> list[Complaint]:
        """The complaints that a listing asks for, as they stand now. Meant for open ones.

        People are shown those with `arrived_by` = now + clock.AHEAD: what arrives later does not exist yet.
        """

    def stream(
        self, wanted: Wanted, *, arrived_by: datetime | None = None, moved_only: bool = False
    ) -> AsyncIterator[tuple[Complaint, Sequence[Fact]]]:
        """All of them, in no order, each with the facts needed to rewind it to `arrived_by`.

        Facts are empty when nothing happened after `arrived_by`: it stood then as it stands now.
        `wanted` is not applied to those with facts: what it asks for may have been different then.
        `moved_only`: only those.
        """

    async def crossed(self, question: Question) -> list[tuple[tuple[Key, ...], int]]:
        """How many complaints have which keys of `question.axes`, in no order; combinations that occur.

        When `question.rewound`: only of those to which nothing happened after `question.at`; the others: `stream`.
        """

    def arrivals(
        self, begins_at: datetime, ends_before: datetime, *, as_of: datetime | None = None
    ) -> AsyncIterator[Arrivals]:
        """Those that arrived in [begins_at, ends_before), lean and in portions, for ranks and scores.

        With `as_of`, those to which something happened after it come whole, with their facts, to be rewound.
        """

    async def activity(self, wanted: Wanted, after: datetime, until: datetime) -> Activity | None:
        """What became known in (after, until], by `seen_at`, whenever it happened.

        History is not news: a fact counts when it happened at most a day before the instant that the data of its
        system spoke for at `after`, and an answer or completion only of a complaint that arrived since then or
        was known at `after`. None when no system had data by then.
        """

    async def handed_over(self, after_fact: int, limit: int) -> tuple[list[Fact], int]:
        """The hand-overs among the `limit` facts recorded after that one, oldest first, and the last id looked at.

        The id is `after_fact` itself when nothing was recorded since.
        """

    async def newest_fact(self) -> int:
        """The id of the fact recorded last, 0 when there is none. Ids grow in the order of commits."""

    async def redue(
        self, rules: DueTimes, now: datetime, *, after_id: int, limit: int, arrived_from: datetime | None
    ) -> Redued:
        """Derives the due times of up to `limit` complaints with id > `after_id` again; a change is a fact.

        `arrived_from`: those that arrived before it are left alone.
        """


class Redued(NamedTuple):
    """`through`: the last id looked at, None at the end."""

    through: int | None
    looked_at: int
    changed: int


class Imports(Protocol):
    """Staging first, then a merge in batches that a crash can resume."""

    async def start(self, name: str, system: str, now: datetime, covers: str | None = None) -> ImportRun: ...

    async def stage(self, import_id: int, observations: Sequence[Observation]) -> None:
        """Keeps rows for the merge; a ticket staged twice keeps the last and counts a duplicate."""

    async def staged(self, import_id: int, *, as_of: datetime, read: int, rejected: int) -> ImportRun:
        """All rows are in: the merge may begin."""

    async def merge(self, import_id: int, take: Take, *, limit: int) -> ImportRun:
        """Takes in up to `limit` staged rows; the run's state is MERGING while more are left, else DONE."""

    async def sweep_left_wait(
        self, import_id: int, wanted: Wanted, listed_at: datetime, now: datetime, *, limit: int
    ) -> int:
        """Waiting complaints of `wanted` absent from this import (a complete list) have left wait. Number done.

        After the merge and before `finish`, until it answers 0. Raises ValueError when the import was started
        without `covers`: its staged rows are gone by then. Known to be true later than `listed_at` = left alone.
        """

    async def finish(self, import_id: int, now: datetime, *, refused: bool = False) -> ImportRun:
        """Drops what is staged; `refused` = nothing was merged."""

    async def unfinished(self) -> list[ImportRun]:
        """Those that `finish` was never called for, DONE ones that may still have to be swept included."""

    async def data_as_of(self, system: str) -> datetime | None:
        """The newest instant that any finished import or poll speaks for."""

    async def known(self, system: str, tickets: Collection[str]) -> Mapping[str, Complaint]:
        """What an import would meet: those of the tickets that are known, each under the ticket as given."""


class Polls(Protocol):
    """Polls of a source: each page is taken in at once, and the end is recorded."""

    async def start(self, source: str, system: str, now: datetime, since: datetime | None) -> PollRun:
        """A poll begins; one of that system that never ended is abandoned."""

    async def recognise(self, poll_id: int, marks: Mapping[str, bytes], listed_at: datetime) -> set[str]:
        """Moves on the complaints of which the listing says what was said last, by tickets and marks.

        The tickets of those; all others are to be read and taken in. Raises NotFound.
        """

    async def take_in(self, poll_id: int, observations: Sequence[Observation], take: Take) -> PollRun:
        """Takes in up to a thousand rows; what they add is a fact at once. Raises NotFound."""

    async def conclude(
        self,
        poll_id: int,
        now: datetime,
        *,
        as_of: datetime,
        shortfall: str | None,
        cut: bool,
        rejected: int,
        duplicates: int,
        spared: Collection[str],
        gone: Mapping[str, datetime] = {},
    ) -> PollRun:
        """The listing came to its end. After a complete one, what two of them in a row lacked has vanished.

        `spared`: tickets that were listed, though they could not be taken. `gone`: tickets that the source was
        seen not to show any more, and since when: those have vanished too, unless they were shown since.
        """

    async def recall(self, system: str, arrived_before: datetime, *, limit: int) -> list[Recalled]:
        """Open complaints that still count as shown by their source, those not seen for the longest time first."""

    async def fail(
        self, poll_id: int, now: datetime, reason: str, *, rejected: int = 0, retry_at: datetime | None = None
    ) -> PollRun:
        """The listing broke off. What it had brought is kept."""

    async def history(self, system: str) -> PollHistory:
        """What the next poll of that system depends on."""

    async def open_count(self, system: str) -> int:
        """How many open complaints of that system are known."""

    async def cut_since(self) -> datetime | None:
        """When the last poll of any system ended, if that was cut: what is known may not be everything."""


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


class Scores(Protocol):
    """Official figures: nilai or N/A of a month and a subject."""

    async def official(self, first: Month, last: Month) -> dict[tuple[Month, Subject], Entered]:
        """Of these months and those between, the newest of each subject."""

    async def enter(self, scores: Sequence[OfficialScore], source: str, now: datetime) -> int:
        """Keeps those that differ from what is known; how many did. What they replace stays in the table."""


Place = tuple[datetime, int]  # arrival and id of a complaint: where to go on after


class Forgotten(NamedTuple):
    """How many complaints went, and the last one looked at; None = there is nothing older left."""

    gone: int
    last: Place | None


class Past(Protocol):
    """What is too old to be kept."""

    async def forget_complaints(self, before: datetime, *, after: Place | None, limit: int) -> Forgotten:
        """Looks at `limit` complaints that arrived before, in the order of arrival, and deletes the untouched."""

    async def forget_told(self, before: datetime, limit: int) -> int:
        """Notices planned before, with every try to tell them, the oldest first. How many went."""

    async def forget_runs(self, before: datetime, limit: int) -> int:
        """Imports and polls that ended, invitations and slots. How many went."""

    async def drop_texts(self, limit: int) -> int:
        """Takes the texts out of `limit` complaints and their histories. How many had one."""


class Ledger(Protocol):
    """What happened to siaga itself: slots told, first start, the rules in force."""

    async def open_slot(self, name: str, slot_at: datetime, now: datetime) -> bool:
        """True the first time: the digests of that slot are planned in the same transaction."""

    async def last_slot_before(self, slot_at: datetime) -> datetime | None:
        """The slot planned before this one, whatever its name."""

    async def started(self, now: datetime) -> datetime:
        """The first start ever; remembers `now` when this is it."""

    async def note(self, name: str) -> str | None: ...

    async def set_note(self, name: str, value: str) -> None: ...


class Tables(Protocol):
    """Everything, within one transaction."""

    @property
    def complaints(self) -> Complaints: ...
    @property
    def imports(self) -> Imports: ...
    @property
    def polls(self) -> Polls: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def destinations(self) -> Destinations: ...
    @property
    def people(self) -> People: ...
    @property
    def scores(self) -> Scores: ...
    @property
    def past(self) -> Past: ...
    @property
    def ledger(self) -> Ledger: ...


class Store(Protocol):
    """The database. Errors of the driver leave it as OutsideUnreachable or BadInput."""

    def reading(self) -> AbstractAsyncContextManager[Tables]:
        """A consistent view; nothing can be written."""

    def writing(self) -> AbstractAsyncContextManager[Tables]:
        """One transaction, committed on a clean exit, else undone. Keep it short: writers wait for each other."""

    async def settle(self) -> None:
        """What was deleted leaves the files beside the database too, as far as nobody is reading."""

    async def close(self) -> None: ...
