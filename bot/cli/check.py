"""`siaga check`: configuration, database, data, Telegram and every chat, a line each."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.cli.command import BAD_NEWS, DONE, UNREACHABLE, Command, Context, Opened
from bot.cli.output import discreet, say
from monitor.errors import BadConfiguration, SiagaError, TryLater

if TYPE_CHECKING:
    from datetime import datetime

    from telegram import Bot

    from monitor.deadlines.worktime import Calendar
    from monitor.model import Destination
    from monitor.sources.files.plan import FilesPlan
    from monitor.sources.source import Source


@dataclass
class Findings:
    """The lines said so far and the exit code they add up to."""

    code: int = field(default=DONE)

    def ok(self, what: str, words: str) -> None:
        self._line("ok", what, words)

    def note(self, what: str, words: str) -> None:
        """Worth knowing, not wrong."""
        self._line("note", what, words)

    def fail(self, what: str, words: str, code: int = BAD_NEWS) -> None:
        self._line("FAIL", what, words)
        self.code = max(self.code, code)

    def error(self, what: str, error: SiagaError) -> None:
        self.fail(what, str(error), UNREACHABLE if isinstance(error, TryLater) else BAD_NEWS)

    def _line(self, mark: str, what: str, words: str) -> None:
        say(discreet(f"{mark:<4}  {what:<13}  {words}"))


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help="ask Telegram and the source nothing")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_check(args, context))


async def _check(args: argparse.Namespace, context: Context) -> int:
    from bot.config import calendar_of

    findings = Findings()
    settings = context.settings()
    findings.ok("configuration", f"{context.path}: {len(settings.chats)} chats, {len(settings.people)} people")
    _check_calendar(calendar_of(settings), context.clock.now(), findings)
    try:
        async with context.opened() as opened:
            await _check_database(opened, findings)
            await _check_coverage(opened, findings)
            await _check_source(opened, findings, offline=args.offline)
            if not args.offline:
                await _check_telegram(opened, findings)
    except SiagaError as error:
        findings.error("database", error)
    return findings.code


def _check_calendar(calendar: Calendar, now: datetime, findings: Findings) -> None:
    from bot.watching.calendar_watch import Reach, reach_of
    from monitor.deadlines.second_opinion import disagreements

    reach = reach_of(calendar, calendar.local_date(now))
    until = f"days off are known until {calendar.known_until}"
    cure = "add the next year's days to calendar.file; without them only weekends are off"
    if reach is Reach.FAR:
        findings.ok("calendar", until)
    elif reach is Reach.ENDING:
        findings.note("calendar", f"{until}: {cure}")
    else:
        findings.fail("calendar", f"{until if reach is Reach.ENDED else 'no day off is known'}: {cure}")
    for one in disagreements(calendar):
        differs = (
            f"is {one.name} elsewhere, but no day off here" if one.name else "is a day off here, but not elsewhere"
        )
        cure = "correct calendar.file, or write the day as [[calendar.day]]"
        findings.note("calendar", f"{one.on} {differs}: {cure}")


async def _check_database(opened: Opened, findings: Findings) -> None:
    from storage.engine import parse_url, where

    findings.ok("database", where(parse_url(opened.settings.database_url)))
    desk = opened.desk
    age = await desk.data_age(desk.clock.now())
    if age.as_of is None:
        findings.note(
            "data", f"there are no complaints yet: siaga {'sync' if _has_source(opened) else 'import FILE'}"
        )
        return
    at = age.as_of.astimezone(desk.timezone).isoformat(timespec="minutes")
    if age.stale:
        cure = "siaga sync tells why" if _has_source(opened) else "import a newer export"
        findings.fail("data", f"true as of {at}, older than crm.stale_after: {cure}")
    else:
        findings.ok("data", f"true as of {at}")
    await _check_unseen(opened, findings)


async def _check_unseen(opened: Opened, findings: Findings) -> None:
    """Why nothing is called NIHIL, and what of the source could not be read."""
    from bot.cli.unseen_words import WHY
    from monitor.awareness import heard

    desk = opened.desk
    async with desk.store.reading() as tables:
        _, unseen = heard(await tables.imports.words(desk.system), desk.directory, None)
        unread = (await tables.polls.history(desk.system)).unread
    if unseen is not None:
        findings.note("data", f"nothing is called NIHIL: {WHY[unseen]}")
    if unread:
        findings.fail("data", f"{unread} items of the last listing could not be read: siaga sync --full says why")


def _has_source(opened: Opened) -> bool:
    return opened.settings.crm.source != "none"


async def _check_coverage(opened: Opened, findings: Findings) -> None:
    from bot.cli.destinations import all_destinations
    from monitor.coverage import unreached

    scopes = [told.scope for told in await all_destinations(opened)]
    if not scopes:
        findings.note("coverage", "no chat is bound yet: see [[chats]]")
        return
    missed = await unreached(opened.desk, scopes)
    if missed:
        names = ", ".join(complaint.ticket for complaint in missed[:3])
        findings.fail("coverage", f"{len(missed)} open complaints reach no chat, such as {names}: bind their city")
    else:
        findings.ok("coverage", "every open complaint reaches a chat")


async def _check_source(opened: Opened, findings: Findings, *, offline: bool) -> None:
    from bot.cli.serving import cannot_serve
    from bot.watching.polling import sample_of

    for words in cannot_serve(opened.parts):
        findings.note("source", words)
    if opened.parts.watched is not None:
        await _check_folder(opened, findings, opened.parts.watched)
    source = sample_of(opened.parts, opened.desk.clock)
    if source is None:
        return
    if offline:
        findings.ok("source", f"{source.name} (not asked)")
    else:
        await _ask_source(source, findings)


async def _ask_source(source: Source, findings: Findings) -> None:
    from bot.watching.polling import first_page

    try:
        taken, rejects = await first_page(source)
    except SiagaError as error:
        findings.error("source", error)
        return
    words = f"{source.name}: {taken} complaints of the first page can be read"
    if rejects:
        findings.fail("source", f"{words}, {len(rejects)} cannot: {rejects[0].reason}")
    else:
        findings.ok("source", words)


async def _check_folder(opened: Opened, findings: Findings, plan: FilesPlan) -> None:
    """Nothing is taken in, only looked at; done/ and rejected/ are made where they are missing."""
    from bot.folder.work import latest
    from monitor.sources.files.folder import Folder

    now = opened.desk.clock.now()
    folder = Folder(plan)
    try:
        folder.prove()
        seen = folder.look(now)
    except SiagaError as error:
        findings.error("folder", error)
        return
    waiting = f"{len(seen.ready) + len(seen.settling)} files wait for siaga sync or siaga run"
    findings.ok("folder", f"{plan.folder}: {waiting}")
    for held in seen.locked:
        findings.fail("folder", f"{held.name!r} cannot be opened: close the program that has it open, or chmod it")
    if seen.odd:
        findings.note("folder", f"{seen.odd} entries are no plain files and are left alone")
    found = await latest(opened.desk)
    if found is None:
        findings.note("folder", "no export was taken from it yet")
    else:
        name, at = found
        ago = (now - at) // timedelta(minutes=1)
        findings.ok("folder", f"the last export taken is {name}, {ago // 60} h {ago % 60} m ago")


async def _check_telegram(opened: Opened, findings: Findings) -> None:
    from bot.cli.telegram import known_bot

    try:
        async with known_bot(opened.settings) as bot:
            findings.ok("telegram", f"@{bot.username}")
            if bot.can_read_all_group_messages:
                findings.note(
                    "privacy mode",
                    "off: the bot is sent every message of its groups; turn it on with @BotFather /setprivacy",
                )
            else:
                findings.ok("privacy mode", "on")
            await _check_chats(opened, bot, findings)
    except (BadConfiguration, TryLater) as error:
        findings.error("telegram", error)


async def _check_chats(opened: Opened, bot: Bot, findings: Findings) -> None:
    from bot.cli.destinations import all_destinations
    from bot.cli.posting import why_mute
    from monitor.model import DestinationKind

    destinations: list[Destination] = await all_destinations(opened, operators=True)
    if not any(one.kind is DestinationKind.OPERATOR for one in destinations):
        findings.note("chats", 'none has kind = "operator": nobody is told when something is wrong')
    for one in destinations:
        topic = f" topic {one.topic}" if one.topic else ""
        name = f"{one.name} ({one.chat_id}{topic})"
        try:
            reason = await why_mute(bot, one)
        except TryLater as error:
            findings.error("chat", type(error)(f"{name}: {error}"))
            continue
        if reason:
            findings.fail("chat", f"{name}: {reason}")
        else:
            findings.ok("chat", f"{name}: the bot may write there")


CHECK = Command("check", "configuration, database, data, Telegram and every chat", _run, _add_arguments)
