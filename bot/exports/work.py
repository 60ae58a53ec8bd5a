"""One step of what is to be done with an export that was sent: read it, count it, take it in, tell of it.

Each step ends in a row before the next begins, so that a crash repeats a step and loses none. An import that is
repeated changes nothing (docs/decisions/facts-and-outbox.md).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from telegram import InlineKeyboardMarkup

from bot.border.sender import Sender
from bot.border.telegram_errors import MessageRefused
from bot.exports.jobs import Job, JobState, Result, change_job, closed, next_job
from bot.exports.progress import ProgressMessage
from bot.exports.pulled import guessed
from bot.exports.reading import Reader, rejects_of
from bot.exports.rejects import rejects_file
from bot.exports.showing import shown, unclear
from bot.loops import Pause, described, patiently, pause
from bot.telling.operators import tell_findings
from bot.views import export as views
from bot.views.export_recap import recap
from bot.views.words import Local
from monitor.crosstables.crosstable import cross_tables
from monitor.desk import Desk
from monitor.errors import BadInput, NeverAgain, NotFound, SiagaError, TryLater
from monitor.flaws import Flaw
from monitor.forecast import foresee
from monitor.importing import Progress, import_export
from monitor.model import Reject

log = logging.getLogger(__name__)


class Exports:
    """The work on exports. `breathe`: what an import does between two batches."""

    def __init__(
        self,
        desk: Desk,
        sender: Sender,
        reader: Reader,
        breathe: Callable[[], Awaitable[None]],
        wait: Pause = pause,
    ) -> None:
        self._desk = desk
        self._sender = sender
        self._reader = reader
        self._breathe = breathe
        self._pause = wait

    async def work_once(self) -> bool:
        """One step of the oldest job that has one; False when there is none. Raises TryLater: the job is kept."""
        job = await next_job(self._desk.store)
        if job is None:
            return False
        try:
            await self._step(job)
        except TryLater:
            raise
        except BadInput as refusal:
            await self._end(job, views.unreadable(refusal.flaw, str(refusal)))
        except NotFound:
            await self._end(job, views.gone())
        except Exception as error:  # noqa: BLE001 - one file that nobody can work on must not stop the others
            log.error("An export in chat %d could not be worked on: %s", job.chat_id, described(error))
            await self._end(job, views.failed())
        return True

    async def _step(self, job: Job) -> None:
        steps = {
            JobState.RECEIVED: self._read,
            JobState.RECAP: self._count,
            JobState.ASKED: self._take,
            JobState.TAKEN: self._tell,
        }
        await steps[job.state](job)

    async def _read(self, job: Job) -> None:
        now = self._desk.clock.now()
        if job.answer_id is None:
            answer_id = await self._say(job, views.reading(job.name))
            job = await change_job(self._desk.store, job, lambda known: replace(known, answer_id=answer_id))
        try:
            read = await self._foreseen(job, now)
        except BadInput as refusal:
            if refusal.flaw is not Flaw.EITHER_ORDER:
                raise
            read = replace(job, state=JobState.UNCLEAR)
        reply = unclear(read) if read.state is JobState.UNCLEAR else shown(self._desk, read, now)
        await self._show(read, reply.html, reply.keyboard)
        await change_job(self._desk.store, read, lambda _: read)

    async def _foreseen(self, job: Job, now: datetime) -> Job:
        """With what would change. When it was pulled is guessed from its content first, until somebody chooses."""
        async with self._reader.opened(job, now) as export:
            if job.as_of is None:
                job = guessed(self._desk, job, export.as_of if export.is_dated else None)
            forecast = await foresee(self._desk, export, [one.covers for one in job.lists], now)
            return replace(
                job,
                forecast=forecast,
                labels=tuple(export.counts.unmapped.most_common(5)),
                unlabelled=export.counts.unlabelled,
                state=JobState.OPEN if forecast.taken else JobState.CLOSED,
            )

    async def _count(self, job: Job) -> None:
        """The preview and its buttons stay."""
        async with self._reader.opened(job, self._desk.clock.now()) as export:
            tables = await asyncio.to_thread(lambda: cross_tables(export.rows(), self._desk.directory))
        await self._say(job, recap(job.name, tables, export.counts.rejected))
        await change_job(self._desk.store, job, lambda known: replace(known, state=JobState.OPEN))

    async def _take(self, job: Job) -> None:
        now = self._desk.clock.now()
        left: list[int] = []
        async with self._reader.opened(job, now) as export:
            message = ProgressMessage(
                lambda done: self._show(job, views.taking(job.name, done, export.rows_total)),
                self._desk.clock,
                self._breathe,
            )
            progress = Progress(merged=message.at, left_wait=left.append, breathe=message.breathe)
            run = await import_export(
                self._desk,
                export,
                name=job.name,
                covers=job.covers,
                now=now,
                progress=progress,
                whole=job.holds_all,
            )
            counts = export.counts
        await tell_findings(self._desk, counts.unknown_areas.most_common(), list(counts.unmapped), now)
        result = Result(run.new, run.changed, run.unchanged, run.rejected, left[-1] if left else 0)
        await change_job(self._desk.store, job, lambda known: replace(known, state=JobState.TAKEN, result=result))

    async def _tell(self, job: Job) -> None:
        now, result = self._desk.clock.now(), job.result
        assert result is not None and job.as_of is not None, "it was taken in"
        html = views.taken(
            job.name,
            new=result.new,
            changed=result.changed,
            unchanged=result.unchanged,
            rejected=result.rejected,
            left=result.left,
            is_part=job.complete_list is None,
            as_of=job.as_of,
            local=Local(self._desk.timezone),
            now=now,
        )
        await self._show(job, html)
        if result.rejected:
            await self._tell_rejects(job)
        await change_job(self._desk.store, job, closed)

    async def _tell_rejects(self, job: Job) -> None:
        """Read once more, since nothing of them is stored. What was taken in stays told whatever comes of it."""
        try:
            async with self._reader.opened(job, self._desk.clock.now()) as export:
                await self._send_rejects(job, await rejects_of(export))
        except NeverAgain as error:
            log.warning("The rejects of an export in chat %d were not sent: %s", job.chat_id, error)

    async def _send_rejects(self, job: Job, rejects: list[Reject]) -> None:
        content, caption = rejects_file(rejects), views.rejects_caption(len(rejects))
        name = f"ditolak-{job.name.rpartition('.')[0] or job.name}.csv"
        await patiently(lambda: self._sender.send_document(job.chat_id, name, content, caption), pause=self._pause)

    async def _end(self, job: Job, html: str) -> None:
        """Nothing more is done with it; who sent it hears why, if that is possible."""
        job = await change_job(self._desk.store, job, closed)
        try:
            await self._show(job, html)
        except SiagaError as error:
            log.warning("The answer to an export in chat %d was not sent: %s", job.chat_id, error)

    async def _show(self, job: Job, html: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """In the message that tells of the job; where that is gone, in a new one."""
        answer_id = job.answer_id
        if answer_id is None:
            await self._say(job, html, keyboard)
            return
        try:
            await patiently(lambda: self._sender.edit(job.chat_id, answer_id, html, keyboard), pause=self._pause)
        except MessageRefused:
            await self._say(job, html, keyboard)

    async def _say(self, job: Job, html: str, keyboard: InlineKeyboardMarkup | None = None) -> int:
        async def say() -> int:
            return await self._sender.send(job.chat_id, None, html, keyboard, reply_to=job.message_id)

        return await patiently(say, pause=self._pause)
