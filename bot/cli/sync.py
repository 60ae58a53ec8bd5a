"""`siaga sync`: one poll of the source, or one pass over the watched folder, now."""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from bot.cli.command import BAD_NEWS, DONE, Command, Context
from bot.cli.counts import tell_counts
from bot.cli.label_lines import MOST, tell_unlisted
from bot.cli.output import say, tell
from monitor.errors import BadConfiguration, BadInput
from monitor.unseen import Unseen

if TYPE_CHECKING:
    from monitor.desk import Desk
    from monitor.poll import PollResult


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help="ask for everything, not for the changes only")
    parser.add_argument(
        "--believe", action="store_true", help="with --full: what is absent twice is gone, however much it is"
    )


def _run(args: argparse.Namespace, context: Context) -> int:
    if args.believe and not args.full:
        raise BadConfiguration("--believe: only what is asked for whole can lack something; add --full.")
    return asyncio.run(_sync(context, full=args.full, believing=args.believe))


async def _sync(context: Context, *, full: bool, believing: bool) -> int:
    async with context.opened() as opened:
        from bot.cli.sync_folder import sync_folder
        from bot.loops import breathe
        from bot.watching.polling import poll, source_of
        from monitor.forgetting import forget_once

        if opened.parts.watched is not None:
            code = await sync_folder(opened.desk, opened.parts.watched)
            await forget_once(opened.desk, context.clock.now(), breathe)
            return code
        source = source_of(opened.parts, context.clock)
        if source is None:
            raise BadConfiguration(
                f'{context.path}: crm.source = "none" is nothing to poll: name a source, or use siaga import.'
            )
        try:
            result = await poll(opened.desk, source, full=full, believing=believing)
        except BadInput as refusal:
            tell(f"{source.name}: {refusal}")
            return BAD_NEWS
        _report(result, opened.desk)
        await tell_unlisted(opened.desk)
        await forget_once(opened.desk, context.clock.now(), breathe)
    return BAD_NEWS if result.rejected else DONE


def _report(result: PollResult, desk: Desk) -> None:
    run = result.run
    as_of = run.as_of.astimezone(desk.timezone).isoformat(timespec="seconds") if run.as_of else "an unknown time"
    say(
        f"{run.source}: {run.new} new, {run.changed} changed, {run.unchanged} unchanged, {run.rejected} rejected, "
        f"{run.duplicates} duplicates, {run.vanished} vanished; true as of {as_of}."
    )
    tell(f"Not a complete list: {run.shortfall}." if run.shortfall else "A complete list.")
    if run.unseen is Unseen.DROPPED:
        tell("They still count as open. If they are really gone there: siaga sync --full --believe.")
    for reason, times in Counter(reject.reason for reject in result.rejects).most_common(MOST):
        named = [reject.ticket or f"item {reject.row}" for reject in result.rejects if reject.reason == reason]
        more = f" and {times - 5} more" if times > 5 else ""
        tell(f"Rejected: {reason}: {', '.join(named[:5])}{more}.")
    if result.aged:
        tell(f"{result.aged} complaints are older than privacy.retention: they are not taken in.")
    tell_counts(run.source, result.counts, desk.directory)


SYNC = Command("sync", "one poll of the source, now", _run, _add_arguments)
