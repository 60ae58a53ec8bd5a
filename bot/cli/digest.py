"""`siaga digest --slot NAME`: what would be sent, to whom. Sends nothing, stores nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.cli.command import DONE, Command, Context, Opened
from bot.cli.output import say, tell
from bot.cli.parsing import instant
from monitor.errors import NotFound

if TYPE_CHECKING:
    from monitor.model import Destination, Page


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slot", metavar="NAME", required=True, help="a name of [digests]")
    parser.add_argument("--at", metavar="T", help="as of then; else now")
    parser.add_argument("--chat", metavar="ID", type=int, help="only this chat")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_digest(args, context))


async def _digest(args: argparse.Namespace, context: Context) -> int:
    from bot.cli.destinations import all_destinations
    from monitor.report import occasion_by_name

    async with context.opened() as opened:
        desk = opened.desk
        at = instant(args.at, desk.timezone, "--at") if args.at else context.clock.now()
        occasion = occasion_by_name(desk, args.slot, at)
        destinations = await all_destinations(opened)
        if args.chat is not None:
            destinations = [one for one in destinations if one.chat_id == args.chat]
            if not destinations:
                raise NotFound(f"--chat: nothing is bound to the chat {args.chat}: see [[chats]] and siaga check.")
        told = [(one, await _pages(opened, one, occasion)) for one in destinations]
    sent = [(one, pages) for one, pages in told if pages]
    if args.format == "json":
        say(json.dumps([_as_object(one, pages) for one, pages in sent], ensure_ascii=False, indent=2))
    else:
        _say_text(sent)
        tell(f"{len(sent)} of {len(told)} destinations would be written to; nothing was sent.")
    return DONE


async def _pages(opened: Opened, destination: Destination, occasion: Any) -> tuple[Page, ...]:
    """() = nothing would be sent there."""
    from bot.views.digest import digest_pages
    from bot.views.words import Local
    from monitor.report import digest_for, speaks_empty

    desk = opened.desk
    digest = await digest_for(desk, destination, occasion)
    if digest.is_empty and not speaks_empty(desk, destination.scope, digest.data):
        return ()
    return digest_pages(digest, Local(desk.timezone), shows_address=desk.shows_address)


def _as_object(destination: Destination, pages: Sequence[Page]) -> dict[str, Any]:
    return {
        "destination": destination.name,
        "chat_id": destination.chat_id,
        "topic": destination.topic,
        "parts": [{"html": page.html, "text": page.text} for page in pages],
        "tickets": [ticket for page in pages for ticket in page.tickets],
    }


def _say_text(sent: Sequence[tuple[Destination, Sequence[Page]]]) -> None:
    for destination, pages in sent:
        topic = f", topic {destination.topic}" if destination.topic else ""
        say(f"=== {destination.name} (chat {destination.chat_id}{topic})")
        say("\n--- next page\n".join(page.text for page in pages) + "\n")


DIGEST = Command("digest", "what would be sent at a slot, and to whom; sends nothing", _run, _add_arguments)
