"""`siaga invite NAME`: a link by which one person binds their private chat. Only a hash of it is stored."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from typing import TYPE_CHECKING

from bot.cli.command import DONE, Command, Context
from bot.cli.output import say, tell

if TYPE_CHECKING:
    from bot.config import Parts
    from monitor.model import Scope

ROLES = ("viewer", "oncall", "coordinator", "operator")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="how siaga names the person")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--area", metavar="A", action="append", help='code or name, or "*"; may be repeated')
    what.add_argument("--unit", metavar="U", help="what this unit holds")
    parser.add_argument("--role", choices=ROLES, default="viewer")
    parser.add_argument("--digest", action="store_true", help="gets the digests in private")
    parser.add_argument("--valid", metavar="DURATION", default="48h", help="how long the link works; default 48h")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_invite(args, context))


async def _invite(args: argparse.Namespace, context: Context) -> int:
    from bot.cli.telegram import known_bot
    from bot.commands.start import token_hash
    from bot.config.words import parse_duration
    from monitor.errors import BadConfiguration
    from monitor.model import Role

    try:
        valid = parse_duration(args.valid)
    except ValueError as error:
        raise BadConfiguration(f'--valid: "{args.valid}" {error}.') from None
    if not valid:
        raise BadConfiguration(
            f'--valid: "{args.valid}" is no time at all: the link would never work, write "48h".'
        )
    expires_at = context.clock.now() + valid
    async with context.opened() as opened:
        scope = _scope(args, opened.parts)
        async with known_bot(opened.settings) as bot:
            username = bot.username
        token = secrets.token_urlsafe(32)
        async with opened.desk.store.writing() as tables:
            await tables.people.invite(
                token_hash(token), args.name, Role(args.role), scope, digest=args.digest, expires_at=expires_at
            )
        until = expires_at.astimezone(opened.desk.timezone).isoformat(timespec="minutes")
    say(f"https://t.me/{username}?start={token}")
    tell(f"Send it to {args.name} alone: it works once, until {until}.")
    return DONE


def _scope(args: argparse.Namespace, parts: Parts) -> Scope:
    from bot.config.bindings import area_scope
    from monitor.model import Scope

    return Scope(unit=args.unit) if args.unit else area_scope(args.area, "--area", parts.directory)


INVITE = Command("invite", "a link by which one person binds their private chat", _run, _add_arguments)
