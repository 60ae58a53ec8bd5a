"""The real parts of one configuration around a source, as a sync finds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from little_world import STRIDE
from table_dump import dump

from bot.config import Parts, build_parts, desk_parts, load_settings
from bot.folder.work import take_folder_once
from bot.views.freshness import is_whole
from bot.watching.polling import poll, source_of
from monitor.clock import SteppedClock
from monitor.desk import Desk
from monitor.errors import BadInput, OutsideUnreachable, SiagaError
from monitor.model import Complaint, DataAge, FactKind, Scope, Stage, Wanted
from monitor.poll import PollResult
from monitor.sources.files.folder import Folder
from storage.store import Store
from storage.tables import facts

CITY = "31.71"


@dataclass
class Outcome:
    """What a sync came to: why it failed, or for what reasons how many were not taken.

    `complete`: whether what it did not show is absent; `vanished`: how many are gone since; `says_nihil`: whether
    "there is none" may be said of the city now.
    """

    error: SiagaError | None = None
    reasons: Counter[str] = field(default_factory=Counter)
    complete: bool = False
    vanished: int = 0
    says_nihil: bool = False


class Stand:
    """A desk and a source of the configuration `text`."""

    def __init__(self, store: Store, clock: SteppedClock, folder: Path, text: str) -> None:
        path = folder / "config.toml"
        path.write_text(text)
        path.chmod(0o600)
        settings = load_settings(path, {})
        self.parts: Parts = build_parts(settings)
        self.store, self.clock = store, clock
        self.desk: Desk = desk_parts(settings, store, clock, self.parts)
        self.source = source_of(self.parts, clock, _no_pause)
        self.folder = Folder(self.parts.watched) if self.parts.watched else None

    @asynccontextmanager
    async def impatient(self) -> AsyncIterator[None]:
        """Within, no answer is waited for for long."""
        patient = self.source
        if self.parts.polled:
            short: dict[str, Any] = {"timeout": timedelta(milliseconds=100), "tries": 1}
            parts = replace(self.parts, polled=replace(self.parts.polled, **short))
            self.source = source_of(parts, self.clock, _no_pause)
        yield
        self.source = patient

    async def sync(self) -> Outcome:
        """Five minutes later. Everything that can be taken is."""
        try:
            outcome = await self._look() if self.folder else _outcome(await self.poll())
        except SiagaError as error:
            outcome = Outcome(error)
        outcome.says_nihil = is_whole(await self.age())
        return outcome

    async def age(self) -> DataAge:
        """Of the data about the city."""
        return await self.desk.data_age(self.clock.now(), self.desk.reach(Scope(areas=(CITY,))))

    async def poll(self) -> PollResult:
        """Five minutes later. Raises what the source raises."""
        assert self.source is not None
        self.clock.advance(STRIDE)
        return await poll(self.desk, self.source)

    async def _look(self) -> Outcome:
        assert self.folder is not None
        self.clock.advance(STRIDE)
        outcome = Outcome()
        while taken := await take_folder_once(self.desk, self.folder, _nothing):
            outcome.reasons += taken.reasons
            assert taken.run is None or taken.run.rejected == taken.reasons.total()
            if taken.refusal:
                outcome.error = BadInput(taken.refusal)
        if waiting := [*self.folder.seen.settling, *self.folder.seen.locked]:
            outcome.error = OutsideUnreachable(f"{len(waiting)} files cannot be read now.")
        return outcome

    async def stages(self) -> dict[str, Stage]:
        async with self.store.reading() as tables:
            return {one.ticket: one.stage async for one, _ in tables.complaints.stream(Wanted())}

    async def the(self, ticket: str) -> Complaint:
        async with self.store.reading() as tables:
            (found,) = await tables.complaints.find(ticket)
            return found

    async def kinds(self, ticket: str) -> list[FactKind]:
        found = await self.the(ticket)
        async with self.store.reading() as tables:
            return [fact.kind for fact in await tables.complaints.facts_of(found.id)]

    async def facts(self) -> list[Any]:
        (found,) = await dump(self.store, facts)
        return found


def _outcome(result: PollResult) -> Outcome:
    assert result.rejected == len(result.rejects)
    reasons = Counter(reject.reason for reject in result.rejects)
    return Outcome(reasons=reasons, complete=result.complete, vanished=result.run.vanished)


async def _no_pause(_: timedelta) -> None:
    return


async def _nothing() -> None:
    return
