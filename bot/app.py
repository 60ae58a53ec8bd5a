"""The composition root: the only place where the parts of the service meet.

    Telegram -> updates -> reception -> replies -> Telegram        (somebody asks)
    source -> poll -> facts                                        (the CRM is read)
    somebody's export -> inbox -> exports -> facts                 (it is sent in chat)
    somebody's export -> folder -> facts                           (it is put into a folder)
    slots -> plan -> notices -> delivery -> Telegram               (somebody must be told)

Everything runs as loops of `*_once` steps on one event loop. Nothing is kept here that is not in a row: the
process may be killed at any line and goes on from the rows.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable
from datetime import timedelta

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.asking.membership import Membership
from bot.asking.menus import offer_menus
from bot.asking.reception import Reception
from bot.asking.replies import Replies
from bot.asking.updates import Updates
from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.config import Parts, Settings, build_parts, desk_parts
from bot.connection import connected
from bot.exports.inbox import Inbox
from bot.exports.reading import Reader
from bot.exports.work import Exports
from bot.folder.watch import FolderWatch
from bot.logs import configure_logging
from bot.loops import Loop, Ticker, breathe, pause
from bot.telling.delivery import deliver_once, rest_until_next
from bot.telling.expiries import tell_expired_once
from bot.watching.calendar_watch import tell_calendar_once
from bot.watching.gaps import tell_gaps
from bot.watching.outages import watch_data_once
from bot.watching.polling import Polling, source_of
from bot.watching.reminders import remind_once
from monitor.clock import Clock, SystemClock
from monitor.desk import Desk
from monitor.errors import BadConfiguration, SiagaError
from monitor.forgetting import forget_once
from monitor.frozen.freezing import freeze_once, note_settings
from monitor.handover_alerts import plan_handovers_once
from monitor.importing import Progress, resume_imports
from monitor.ports import Store
from monitor.recompute import ensure_dues
from monitor.report import plan_once
from monitor.sources.files.folder import Folder
from storage import open_store

DELIVERERS = 4  # chats written to side by side; the pace is kept for all of them together
PLANNING = timedelta(seconds=30)  # catches what a tick missed: a suspended machine, a moved clock
WATCHING = timedelta(seconds=30)
MENUS = timedelta(minutes=1)
EXPIRING = timedelta(minutes=1)
RESUMING = timedelta(minutes=10)
CALENDAR = timedelta(hours=6)
FREEZING = timedelta(minutes=1)
FORGETTING = timedelta(minutes=30)  # looks whether a new day has begun
POLL_STOPPING = timedelta(seconds=1)  # nearly always waiting inside a long poll: nothing is lost by cutting it
HASTE = timedelta(milliseconds=200)
STOPPING = timedelta(seconds=10)

RELOADABLE = {"sla", "score", "cutoff", "pedoman", "calendar", "digests", "digest", "alerts", "chats", "people"}

log = logging.getLogger("siaga")

Reload = Callable[[], Settings]


class Service:
    """The running service on an open store. `hurried`: the clock runs faster than the world (the demo)."""

    def __init__(self, settings: Settings, store: Store, bot: Bot, clock: Clock, *, hurried: bool = False) -> None:
        self.settings, self.bot = settings, bot
        self._store, self._clock, self._hurried = store, clock, hurried
        pace = Pace(settings.telegram.messages_per_second, settings.telegram.group_messages_per_minute)
        self._sender = Sender(self.bot, pace, clock)
        self._take_configuration(settings, build_parts(settings))
        self._source = source_of(self.parts, clock)
        self._folder = Folder(self.parts.watched) if self.parts.watched else None
        self._exports = Loop("working on exports", self._work_on_exports, RESUMING)
        self._calendar = Loop("looking at the calendar", self._look_at_calendar, CALENDAR)
        self._reloading = asyncio.Lock()
        self._updates = Updates(self.bot, lambda update: self._reception.receive(update), pause)
        self._stop = asyncio.Event()

    def _take_configuration(self, settings: Settings, parts: Parts) -> None:
        self.parts = parts
        self.desk: Desk = desk_parts(settings, self._store, self._clock, parts)
        membership = Membership(self.desk)
        inbox = Inbox(self.desk, lambda: self._exports.wake())
        replies = Replies(self._sender, membership)
        self._reception = Reception(self.desk, self.bot, replies, membership, inbox)
        reader = Reader(self.bot, tuple(parts.maps.values()), parts.directory)
        self._export_work = Exports(self.desk, self._sender, reader, breathe)

    def stop(self) -> None:
        """Lets every loop end after its step."""
        self._stop.set()

    async def prepare(self) -> None:
        """Rows and configuration agree before anything is told."""
        now = self._clock.now()
        async with self._store.writing() as tables:
            await tables.ledger.started(now)
            await tables.destinations.synchronise(self.parts.chats, now)
            await tables.people.synchronise(self.parts.people, now)
        while await self._freeze():  # first: what is frozen keeps its due times
            pass
        await note_settings(self.desk, now)
        await ensure_dues(self.desk, now, serves=True, breathe=breathe)

    async def run(self) -> None:
        """Until `stop`. Telegram out of reach is waited out; the rows keep what is to be told."""
        await self.prepare()
        loops = self._loops()
        ticker = self._ticker(loops["plan"])
        ticker.start()
        log.info("siaga watches: %d chats, %d people.", len(self.parts.chats), len(self.parts.people))
        try:
            async with asyncio.TaskGroup() as group:
                for loop in loops.values():
                    group.create_task(loop.run(self._stop))
        finally:
            ticker.stop()
            await self._updates.finish(STOPPING)
        log.info("siaga has stopped.")

    def _loops(self) -> dict[str, Loop]:
        loops = {
            "plan": Loop("planning digests", self._plan, HASTE if self._hurried else PLANNING),
            "watch": Loop("watching data and hand-overs", self._watch, HASTE if self._hurried else WATCHING),
            "updates": Loop("reading updates", self._updates.poll_once, timedelta(0), stopping=POLL_STOPPING),
            "expiries": Loop("telling what expired", self._expire, HASTE if self._hurried else EXPIRING),
            "menus": Loop("offering menus", self._offer_menus, MENUS),
            "imports": Loop("finishing imports", self._resume, RESUMING),
            "calendar": self._calendar,
            "freeze": Loop("freezing months", self._freeze, FREEZING),
            "forget": Loop("deleting what is too old", self._forget, FORGETTING),
            "exports": self._exports,
        }
        if self._source is not None:
            loops["poll"] = Loop("polling the source", self.poll, self._until_poll)
        if self._folder is not None:
            loops["folder"] = Loop("watching the folder", self._look_into_folder, self._until_look)
        for number in range(1, DELIVERERS + 1):
            loops[f"deliver {number}"] = Loop(f"delivery {number}", self._deliver, self._rest)
        self._deliverers = [loop for name, loop in loops.items() if name.startswith("deliver")]
        return loops

    def _ticker(self, plan: Loop) -> Ticker:
        ticker = Ticker(self.desk.timezone)
        for slot in self.desk.slots:
            ticker.daily(slot, plan.wake)
        return ticker

    async def _plan(self) -> None:
        now = self._clock.now()
        if self._source is None and await remind_once(self.desk, now):
            self._wake_deliverers()
        if await plan_once(self.desk, now):
            await tell_gaps(self.desk, now)
            self._wake_deliverers()

    async def _watch(self) -> bool:
        now = self._clock.now()
        poll_every = self.settings.crm.poll_every if self._source is not None else None
        told = await watch_data_once(self.desk, now, poll_every)
        found = await plan_handovers_once(self.desk, now)
        if found or told:
            self._wake_deliverers()
        return found

    async def _expire(self) -> None:
        if await tell_expired_once(self.desk, self._clock.now()):
            self._wake_deliverers()

    def _wake_deliverers(self) -> None:
        for deliverer in self._deliverers:
            deliverer.wake()

    async def _deliver(self) -> bool:
        return await deliver_once(self.desk, self._sender, self._clock.now())

    async def _rest(self) -> timedelta:
        return HASTE if self._hurried else await rest_until_next(self.desk, self._sender)

    @property
    def _polling(self) -> Polling:
        assert self._source is not None, "the loop is there only with a source"
        return Polling(self.desk, self._source, self.settings.crm.poll_every)

    async def poll(self) -> None:
        """Reads the source if that is due."""
        await self._polling.step()

    async def _until_poll(self) -> timedelta:
        return HASTE if self._hurried else await self._polling.rest()

    @property
    def _folder_watch(self) -> FolderWatch:
        assert self._folder is not None, "the loop is there only with a folder"
        return FolderWatch(self.desk, self._folder, self.settings.crm.poll_every, breathe)

    async def _look_into_folder(self) -> bool:
        return await self._folder_watch.step()

    async def _until_look(self) -> timedelta:
        return self._folder_watch.rest()

    async def _offer_menus(self) -> None:
        if self._updates.is_reachable:
            await offer_menus(self.desk, self.bot)

    async def _work_on_exports(self) -> bool:
        return await self._export_work.work_once()

    async def _freeze(self) -> bool:
        return await freeze_once(self.desk, self._clock.now())

    async def _forget(self) -> None:
        await forget_once(self.desk, self._clock.now(), breathe)

    async def _resume(self) -> None:
        await resume_imports(self.desk, self._clock.now(), Progress(breathe=breathe))
        await ensure_dues(self.desk, self._clock.now(), serves=True, breathe=breathe)

    async def _look_at_calendar(self) -> None:
        if await tell_calendar_once(self.desk, self._clock.now()):
            self._wake_deliverers()

    async def reload(self, settings: Settings) -> None:
        """SIGHUP: rules, calendar, digests, chats and people at once; the rest is named as needing a restart.

        One after the other: due times are never derived by two configurations at a time.
        """
        async with self._reloading:
            await self._reload(settings)

    async def _reload(self, settings: Settings) -> None:
        parts = build_parts(settings)
        stale = [name for name in changed_sections(self.settings, settings) if name not in RELOADABLE]
        if stale:
            log.warning("Changed but not taken: %s. Restart siaga for that.", ", ".join(stale))
        kept = {name: getattr(self.settings, name) for name in stale}
        self.settings = settings.model_copy(update=kept)
        self._take_configuration(self.settings, parts)
        await self.prepare()
        self._calendar.wake()
        log.info("The configuration was read again: %d chats, %d people.", len(parts.chats), len(parts.people))


def changed_sections(old: Settings, new: Settings) -> list[str]:
    """The top-level keys that differ."""
    return [name for name in Settings.model_fields if getattr(old, name) != getattr(new, name)]


async def run(settings: Settings, reload: Reload | None = None, clock: Clock | None = None) -> int:
    """`siaga run`: until SIGTERM or Ctrl-C. Raises SiagaError for what prevents the start."""
    configure_logging(settings.secrets)
    store = await open_store(settings.database_url, migrate=True)
    try:
        async with connected(settings) as bot:
            await check_token(bot)
            service = Service(settings, store, bot, clock or SystemClock())
            _obey_signals(service, reload)
            gc.freeze()  # what the start has made stays: a collector that walks it again holds up everything
            await service.run()
    finally:
        await store.close()
    return 0


async def check_token(bot: Bot) -> None:
    """Raises BadConfiguration for a token that Telegram does not know; an unreachable Telegram is waited for."""
    try:
        await bot.get_me()
    except InvalidToken:
        raise BadConfiguration(
            "telegram.token is not known to Telegram: copy it again from BotFather, or ask there for a new one."
        ) from None
    except TelegramError as error:
        log.warning("Telegram does not answer yet (%s); siaga starts and goes on trying.", type(error).__name__)


def _obey_signals(service: Service, reload: Reload | None) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, service.stop)
    if reload is not None:
        reloads: set[asyncio.Task[None]] = set()

        def hang_up() -> None:
            task = loop.create_task(_reload(service, reload))
            reloads.add(task)
            task.add_done_callback(reloads.discard)

        loop.add_signal_handler(signal.SIGHUP, hang_up)


async def _reload(service: Service, reload: Reload) -> None:
    try:
        await service.reload(reload())
    except BadConfiguration as error:
        log.error("The configuration was not taken: %s", error)
    except SiagaError as error:
        log.error("The configuration was taken, but not everything follows it yet; send SIGHUP again: %s", error)
