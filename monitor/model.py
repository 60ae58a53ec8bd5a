"""The values that everything speaks of. Frozen; instants are aware UTC; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.clock_events import ClockEvent


class Stage(StrEnum):
    """Where a complaint stands, whatever label the source uses (domain: Statuses)."""

    WAIT = "wait"  # arrived, nobody has answered
    COORDINATION = "coordination"  # handed to another unit
    DISPOSITION = "disposition"  # a dinas orders its suku dinas
    PROCESS = "process"  # being worked on
    VALIDATION = "validation"  # work done, being checked
    RETURNED = "returned"  # the check was refused, the work repeats
    COMPLETE = "complete"  # finished
    DISMISSED = "dismissed"  # rejected as a complaint: no deadline
    UNMAPPED = "unmapped"  # a label nobody mapped: stays open, is never guessed

    @property
    def is_open(self) -> bool:
        return self not in (Stage.COMPLETE, Stage.DISMISSED)

    @property
    def is_answered(self) -> bool:
        """Whether the response clock has certainly stopped. An unmapped label says nothing."""
        return self not in (Stage.WAIT, Stage.UNMAPPED, Stage.DISMISSED)


class ClockName(StrEnum):
    RESPONSE = "response"  # arrival until the status first leaves wait
    COMPLETION = "completion"  # arrival (or reopening) until complete


class State(StrEnum):
    """One clock of one complaint at one instant (contract: Time and state)."""

    ON_TIME = "on_time"
    NEAR = "near"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"  # stopped somewhere in an interval that holds the due time


class Doubt(StrEnum):
    """Why the times of a complaint cannot be measured by, though it is told like any other."""

    FUTURE = "future"  # one of them lay ahead when the source stated it
    REVERSED = "reversed"  # an answer or an end was stated before the arrival


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: exactly then (`after == at`), or somewhere in (`after`, `at`]."""

    after: datetime
    at: datetime

    @classmethod
    def exactly(cls, at: datetime) -> Moment:
        return cls(at, at)

    @property
    def is_exact(self) -> bool:
        return self.after == self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a source says of one complaint. `None` = the source does not carry it, or left it blank."""

    system: str
    ticket: str
    listed_at: datetime  # the listing was true then
    changed_at: datetime | None = None  # the row's own update time, if it has one
    created_at: datetime | None = None
    stage: Stage | None = None
    status: str | None = None  # the label as written, trimmed
    unlabelled: bool | None = None  # True: the source has statuses, and left this one blank
    waits: bool | None = None  # True: the source has no statuses, but the list is one of those that wait
    responded_at: datetime | None = None
    completed_at: datetime | None = None
    due_at: datetime | None = None  # a completion deadline stated by the source
    category: str | None = None
    channel: str | None = None
    unit: str | None = None  # the name as written, trimmed
    area: str | None = None  # the name as written, trimmed
    area_code: str | None = None  # what the directory made of `area` (and district, city)
    unit_area_code: str | None = None  # what the directory made of `unit`: None = not an area's office
    address: str | None = None
    lat: float | None = None
    lon: float | None = None
    geotagged: bool | None = None
    content: str | None = None  # the complaint's text, scrubbed; never read unless privacy.keep_text
    priority: str | None = None  # the label as written, trimmed
    doubt: Doubt | None = None  # what is impossible in its times
    mark: bytes | None = field(default=None, compare=False, repr=False)  # of its words: see monitor.sources.marks

    @property
    def holds_at(self) -> datetime:
        """The instant that decides which of two observations is the later word."""
        return self.changed_at or self.listed_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint as its facts tell it: the fold of them in the order they were recorded."""

    id: int
    system: str
    ticket: str
    created_at: datetime
    stage: Stage
    status: str | None = None
    stage_moment: Moment  # when the present stage began
    responded: Moment | None = None
    completed: Moment | None = None
    restarted_at: datetime | None = None  # reopened then: the completion clock starts anew
    stated_due_at: datetime | None = None
    response_due_at: datetime | None = None
    completion_due_at: datetime | None = None
    category: str | None = None
    channel: str | None = None
    unit: str | None = None
    unit_area_code: str | None = None
    area: str | None = None
    area_code: str | None = None
    address: str | None = None
    lat: float | None = None
    lon: float | None = None
    geotagged: bool | None = None
    content: str | None = None  # scrubbed; None unless privacy.keep_text
    priority: str | None = None
    doubt: Doubt | None = None
    handovers: int = 0
    clock_events: tuple[ClockEvent, ...] = ()  # what can have stopped completion or started it anew
    response_unseen: bool = False  # answered (or completed) once, and nothing is known of when
    missing_since: datetime | None = None  # open, but absent from complete listings of the source since then
    source: str = ""
    # Bookkeeping, not folded from facts: how late the latest word on it is, and the newest listing it was in.
    holds_at: datetime
    listed_at: datetime
    stage_listed_at: datetime | None = None  # the newest that showed its stage; None = that one (see showing.py)

    @property
    def is_doubtful(self) -> bool:
        """Whether its times must stay out of averages, medians and shares. It is still counted as a complaint."""
        return self.doubt is not None

    @property
    def owner_code(self) -> str | None:
        """The area that must act: the holding unit's, else where it was made (domain: What is theirs)."""
        return self.unit_area_code if self.unit else self.area_code


class FactKind(StrEnum):
    ARRIVED = "arrived"
    STAGE = "stage"  # the stage changed
    RESPONDED = "responded"  # left wait for the first time
    COMPLETED = "completed"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"  # the holding unit changed
    DETAILS = "details"  # category, area, address... became known or were corrected
    EVIDENCE = "evidence"  # narrows when something happened that is known already
    LEFT_WAIT = "left_wait"  # absent from a complete list of waiting ones
    DUE = "due"  # a due time was set or recomputed
    VANISHED = "vanished"  # absent from two complete listings of the source in a row
    REAPPEARED = "reappeared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened to a complaint. `changes` holds the fields of `Complaint` that it sets."""

    kind: FactKind
    happened: Moment
    seen_at: datetime
    source: str
    changes: Mapping[str, object] = field(default_factory=dict)
    complaint_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class NearWindows:
    """How long before its due time a running clock counts as near."""

    response: timedelta = timedelta(hours=2)
    completion: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Dues:
    """Both due times of a complaint; `None` = no limit applies."""

    response_at: datetime | None
    completion_at: datetime | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a chat or person may see: areas (codes, with all that lies in them), one unit, or everything."""

    areas: tuple[str, ...] = ()
    unit: str | None = None
    everything: bool = False


class DestinationKind(StrEnum):
    GROUP = "group"
    PERSON = "person"
    OPERATOR = "operator"


class DestinationState(StrEnum):
    ACTIVE = "active"
    WAITING = "waiting"  # a person who has not pressed Start yet
    LOST = "lost"  # kicked, blocked, topic gone: kept until it comes back


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A place to write to, with an id of its own: chat id and topic are attributes that may change."""

    id: int
    kind: DestinationKind
    chat_id: int
    topic: int | None
    scope: Scope
    name: str
    state: DestinationState = DestinationState.ACTIVE
    lost_reason: str | None = None
    configured: bool = True
    not_before: datetime | None = None  # Telegram asked this chat to wait until then
    gets_digests: bool = True  # False: a person who is only told of what is urgent


class Role(StrEnum):
    VIEWER = "viewer"
    ONCALL = "oncall"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: int
    user_id: int | None
    name: str
    role: Role
    scope: Scope
    digest: bool = False


class NoticeKind(StrEnum):
    DIGEST = "digest"
    SIGN_OF_LIFE = "sign_of_life"
    OPERATOR = "operator"  # something the operator must know, once
    HANDOVERS = "handovers"  # a complaint went from unit to unit too often
    REMINDER = "reminder"  # a coordinator is asked for a fresh export before a slot


class NoticeState(StrEnum):
    PLANNED = "planned"
    HELD = "held"  # its destination is lost: kept until it is back
    CLAIMED = "claimed"
    SENT = "sent"
    AMBIGUOUS = "ambiguous"  # may have arrived: the repeat is labelled
    WITHDRAWN = "withdrawn"  # no longer worth telling; `reason` says why
    REFUSED = "refused"  # Telegram will never take it; `reason` says why


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of a message, as it is sent: HTML, its plain text for WhatsApp, the tickets it names."""

    html: str
    text: str
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """Something to tell somebody once. `key` is unique for ever: a repeated plan is harmless."""

    key: str
    kind: NoticeKind
    destination_id: int
    subject: str  # the slot's name, a ticket, or what the operator is told about
    slot_at: datetime | None = None
    text: str | None = None  # operator notices: the HTML itself
    not_before: datetime
    expires_at: datetime | None = None  # not worth sending after this
    withdrawn: str | None = None  # decided at once not to tell, for this reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    id: int
    key: str
    kind: NoticeKind
    destination_id: int
    subject: str
    slot_at: datetime | None
    text: str | None
    state: NoticeState
    not_before: datetime
    expires_at: datetime | None
    reason: str | None
    tries: int
    repeat: bool  # an earlier try may have arrived
    pages: tuple[Page, ...]
    rendered_at: datetime | None
    message_id: int | None
    sent_at: datetime | None
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """A daily instant at which the digests go out: its name in the configuration and its wall-clock time."""

    name: str
    hour: int
    minute: int


class ImportState(StrEnum):
    STAGING = "staging"
    MERGING = "merging"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import: what came in, what became of it."""

    id: int
    name: str
    system: str
    state: ImportState
    started_at: datetime
    as_of: datetime | None = None
    covers: str | None = None
    read: int = 0
    rejected: int = 0
    duplicates: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    merged_through: str | None = None  # the key of the last ticket merged: a crash goes on after it
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken: never its text."""

    row: int
    ticket: str | None
    reason: str
    seen: Observation | None = None  # it can be read, but is too old to be kept: taken where it is known


@dataclass(frozen=True, slots=True)
class DataAge:
    """How old the data is and whether that is too old. `as_of` None = there is no data at all."""

    as_of: datetime | None
    stale: bool
    partial: str | None = None  # why the data is not the whole truth, in Indonesian


@dataclass(frozen=True, slots=True)
class Activity:
    """What happened in a scope between two instants."""

    arrived: int
    answered: int
    completed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which complaints a listing asks for; empty = all. `areas` already holds all that lies in them."""

    areas: frozenset[str] | None = None  # made there, or held by an office of theirs
    units: frozenset[str] | None = None  # unit keys (see scope.unit_key)
    unplaced: bool = False  # with `areas`: also those with neither area nor unit
    category: str | None = None  # compared case-insensitively, trimmed
    channel: str | None = None
    stage: Stage | None = None
    open_only: bool = False
