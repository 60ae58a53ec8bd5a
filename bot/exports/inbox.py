"""What arrives in private: an export is remembered, the buttons under its preview decide what becomes of it.

Nothing slow happens here: bot/exports/work.py does it, one job after the other.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

from telegram import InlineKeyboardMarkup, Message

from bot.auth import Standing
from bot.commands.button_data import ExportAct, ExportChoice
from bot.commands.command import Reply, Request
from bot.exports.downloads import MOST_BYTES
from bot.exports.jobs import CompleteList, Job, JobState, add_job, change_job, closed, find_job
from bot.exports.pulled import AGAIN, chosen
from bot.exports.showing import shown
from bot.views import export as views
from monitor.desk import Desk
from monitor.flaws import Flaw
from monitor.model import Role, Scope
from monitor.sources.files.names import safe_name

_MOST_LISTS = 3
MAY_SEND = (Role.COORDINATOR, Role.OPERATOR)


class Inbox:
    """Takes exports from those who may send them. `wake`: there is something to do."""

    def __init__(self, desk: Desk, wake: Callable[[], None]) -> None:
        self._desk = desk
        self._wake = wake

    async def receive(self, message: Message, standing: Standing) -> Reply | None:
        """A document that somebody known sent in private; None when there is nothing to say yet."""
        document = message.document
        if document is None or standing.scope is None or standing.role not in MAY_SEND:
            return Reply(views.not_allowed())
        if (document.file_size or 0) > MOST_BYTES:
            return Reply(views.unreadable(Flaw.TOO_BIG))
        lists = complete_lists(self._desk, standing.scope)
        job = Job(
            chat_id=message.chat.id,
            message_id=message.message_id,
            file_id=document.file_id,
            name=safe_name(document.file_name or "berkas"),
            sent_at=min(message.date.astimezone(UTC), self._desk.clock.now()),
            lists=tuple(lists),
            chosen=0 if lists[0].covers == "" else None,
        )
        if await add_job(self._desk.store, job):
            self._wake()
        return None

    async def press(self, request: Request, choice: ExportChoice) -> Reply:
        """A button under a preview: private chats only, so nobody but the sender can press it."""
        if not request.standing.asker.is_private or request.standing.role not in MAY_SEND:
            return Reply("", toast=views.finished_toast())
        async with self._desk.store.reading() as tables:
            job = await find_job(tables, request.standing.asker.chat_id, choice.message_id)
        if job is None:
            return Reply(views.gone(), InlineKeyboardMarkup([]))
        if job.state not in (JobState.OPEN, JobState.UNCLEAR):
            done = job.state is JobState.CLOSED
            return Reply("", toast=views.finished_toast() if done else views.busy_toast())
        return await self._decide(job, choice, request)

    async def _decide(self, job: Job, choice: ExportChoice, request: Request) -> Reply:
        match choice.act:
            case ExportAct.CANCEL:
                await change_job(self._desk.store, job, closed)
                return Reply(views.cancelled(job.name))
            case _ if choice.act in AGAIN:
                return Reply("", toast=views.recounting_toast(), then=lambda: self._again(job, choice.act))
            case _ if job.state is JobState.UNCLEAR:
                return Reply("", toast=views.busy_toast())
            case ExportAct.TAKE:
                return Reply(views.taking(job.name), then=lambda: self._ask(job, JobState.ASKED))
            case ExportAct.RECAP:
                return Reply("", toast=views.recap_toast(), then=lambda: self._ask(job, JobState.RECAP))
            case _:  # a part, or a complete list of something
                index = choice.covers if choice.covers in range(len(job.lists)) else None
                job = await change_job(self._desk.store, job, lambda known: replace(known, chosen=index))
                return shown(self._desk, job, request.now)

    async def _again(self, job: Job, act: ExportAct) -> None:
        """Read once more, as it is now understood; only what is still asked."""

        def understood(known: Job) -> Job:
            return chosen(known, act) or known if known.state is job.state else known

        await change_job(self._desk.store, job, understood)
        self._wake()

    async def _ask(self, job: Job, state: JobState) -> None:
        """Only what is still open: a second press finds it asked for already."""

        def asked(known: Job) -> Job:
            return replace(known, state=state) if known.state is JobState.OPEN else known

        await change_job(self._desk.store, job, asked)
        self._wake()


def complete_lists(desk: Desk, scope: Scope) -> list[CompleteList]:
    """What somebody with that scope may have a complete list of; first what exports are said to be."""
    whole = [CompleteList("semua aduan terbuka", "")] if desk.exports_whole and desk.is_city(scope) else []
    if scope.everything:
        return [*whole, CompleteList(desk.title(scope), "stage=wait")]
    if scope.unit is not None:
        return [CompleteList(scope.unit, f"stage=wait unit={shlex.quote(scope.unit)}")]
    return whole + [
        CompleteList(desk.directory.get(code).title, f"stage=wait area={shlex.quote(code)}")
        for code in scope.areas[:_MOST_LISTS]
    ]
