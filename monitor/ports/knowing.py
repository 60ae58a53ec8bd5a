"""What is known of complaints, and what is asked of it. Listings come most urgent first (states.urgency)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from monitor.crosstables.crossing import Key, Question
from monitor.deadlines.dues import DueTimes
from monitor.inquiry import Found, Inquiry
from monitor.model import Activity, Complaint, Fact, Wanted
from monitor.period import Month
from monitor.scores.holders import Subject
from monitor.scores.judging import Arrivals
from monitor.scores.ranking import Entered, OfficialScore

Place = tuple[datetime, int]  # arrival and id of a complaint: where to go on after


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

    async def listed(self, inquiry: Inquiry, first: int, most: int) -> Found:
        """The counts of an answer, and at most `most` of its complaints after the `first` ones.

        The nearest due time comes first, the oldest among equals, those without one last. Left out is what a
        source shows no more, and what arrives later than `inquiry.at` + clock.AHEAD.
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

    async def unshown(self, begins_at: datetime, ends_before: datetime) -> set[int]:
        """The ids of those that arrived in [begins_at, ends_before) and that their source shows no more."""

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
        self, rules: DueTimes, now: datetime, *, after_id: int, limit: int, frozen: Frozen | None
    ) -> Redued:
        """Derives the due times of up to `limit` complaints with id > `after_id` again; a change is a fact.

        `frozen`: those that arrived in [from, before) are left alone.
        """


Frozen = tuple[datetime, datetime]  # the arrivals of frozen months: from, and before


class Redued(NamedTuple):
    """`through`: the last id looked at, None at the end."""

    through: int | None
    looked_at: int
    changed: int


class Scores(Protocol):
    """Official figures: nilai or N/A of a month and a subject."""

    async def official(
        self, first: Month, last: Month, *, known_by: datetime | None = None
    ) -> dict[tuple[Month, Subject], Entered]:
        """Of these months and those between, the newest of each subject. `known_by`: of those entered by then."""

    async def enter(self, scores: Sequence[OfficialScore], source: str, now: datetime) -> int:
        """Keeps those that differ from what is known; how many did. What they replace stays in the table."""


class Forgotten(NamedTuple):
    """How many complaints went, and the last one looked at; None = there is nothing older left."""

    gone: int
    last: Place | None


class Past(Protocol):
    """What is too old to be kept."""

    async def forget_complaints(self, before: datetime, *, after: Place | None, limit: int) -> Forgotten:
        """Looks at `limit` complaints that arrived before, in the order of arrival, and deletes the untouched."""

    async def forget_ahead(self, before: datetime, now: datetime, limit: int) -> int:
        """Of those dated after `now`, the ones of which nothing was heard since `before`. How many went."""

    async def forget_told(self, before: datetime, limit: int) -> int:
        """Notices planned before, with every try to tell them, the oldest first. How many went."""

    async def forget_runs(self, before: datetime, limit: int) -> int:
        """Imports and polls that ended, invitations and slots. How many went."""

    async def drop_texts(self, limit: int) -> int:
        """Takes the texts out of `limit` complaints and their histories. How many had one."""
