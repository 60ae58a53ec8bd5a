"""`siaga areas`: the directory in force as CSV: the beginning of an areas file of one's own."""

from __future__ import annotations

import argparse

from bot.cli.command import DONE, Command, Context
from bot.cli.output import say


def _run(_: argparse.Namespace, context: Context) -> int:
    from monitor.areas.directory import Directory
    from monitor.areas.file import COLUMNS, area_line

    directory = Directory.load(context.settings().areas_source)
    say(",".join(COLUMNS))
    for area in directory.all():
        say(area_line(area))
    return DONE


AREAS = Command("areas", "the areas and their aliases, as the CSV that [areas] file takes", _run)
