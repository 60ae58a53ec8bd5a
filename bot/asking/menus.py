"""The menus behind the "/" button: strangers see how to begin, bound chats and known people their commands."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from hashlib import blake2b

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.auth import Asker, Standing
from bot.border.telegram_errors import translated
from bot.commands.command import Command
from bot.commands.registry import START, command_named, usable_by
from monitor.desk import Desk
from monitor.errors import NeverAgain
from monitor.model import DestinationKind, Scope
from monitor.ports import Tables

Menu = tuple[Command, ...]

_NOTE = "menus"  # what Telegram was told: place -> fingerprint of its menu
_DEFAULT, _PRIVATE = "default", "private"

_log = logging.getLogger(__name__)


async def offer_menus(desk: Desk, bot: Bot) -> int:
    """Tells Telegram what changed since it was last told; how many menus that were.

    What Telegram does not take is left for the next time: a chat may be lost, a person may not have begun yet.
    """
    async with desk.store.reading() as tables:
        wanted = await _wanted(tables)
        told: dict[str, str] = json.loads(await tables.ledger.note(_NOTE) or "{}")
    changes = _changes(wanted, told)
    now_told = dict(told)
    done = 0
    for place, menu in changes.items():
        if await _offer(bot, place, menu):
            done += 1
            now_told = _remembered(now_told, place, menu)
    if now_told != told:
        async with desk.store.writing() as tables:
            await tables.ledger.set_note(_NOTE, json.dumps(now_told, sort_keys=True))
    return done


async def _wanted(tables: Tables) -> dict[str, Menu]:
    """Every place that has a menu, most general first."""
    bantuan = command_named("bantuan")
    general: Menu = (bantuan,) if bantuan else ()
    bound = _menu_of_the_bound()
    menus = {_DEFAULT: general, _PRIVATE: (*general, START)}
    for destination in await tables.destinations.all():
        if destination.kind is not DestinationKind.PERSON:
            menus[str(destination.chat_id)] = bound
    for person in await tables.people.all():
        if person.user_id is not None:
            menus[str(person.user_id)] = bound
    return menus


def _menu_of_the_bound() -> Menu:
    somebody = Standing(Asker(0, None, None, is_private=False), scope=Scope(everything=True))
    return tuple(command for command in usable_by(somebody) if command.in_menu)


def _changes(wanted: Mapping[str, Menu], told: Mapping[str, str]) -> dict[str, Menu]:
    """The places whose menu is not what Telegram was told; an empty one takes a menu away."""
    gone: dict[str, Menu] = {place: () for place in told if place not in wanted}
    new = {place: menu for place, menu in wanted.items() if told.get(place) != _fingerprint(menu)}
    return gone | new


def _remembered(told: Mapping[str, str], place: str, menu: Menu) -> dict[str, str]:
    others = {name: fingerprint for name, fingerprint in told.items() if name != place}
    return others | {place: _fingerprint(menu)} if menu else others


async def _offer(bot: Bot, place: str, menu: Menu) -> bool:
    scope = _scope(place)
    try:
        if menu:
            await bot.set_my_commands([BotCommand(row.name, row.description) for row in menu], scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except TelegramError as error:
        ours = translated(error)
        _log.info("the menu of %s was not changed (%s)", place, type(ours).__name__)
        return not menu and isinstance(ours, NeverAgain)  # taken from a chat that is gone: done
    return True


def _scope(place: str) -> BotCommandScope:
    if place == _DEFAULT:
        return BotCommandScopeDefault()
    return BotCommandScopeAllPrivateChats() if place == _PRIVATE else BotCommandScopeChat(int(place))


def _fingerprint(menu: Menu) -> str:
    words = "\n".join(f"{row.name} {row.description}" for row in menu)
    return blake2b(words.encode(), digest_size=8).hexdigest()
