"""The filters of `siaga list`, which other commands take too: which complaints are meant, and when."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.desk import Desk
    from monitor.model import Wanted

STAGES = (
    "wait",
    "coordination",
    "disposition",
    "process",
    "validation",
    "returned",
    "complete",
    "dismissed",
    "unmapped",
)
STATES = ("on_time", "near", "overdue", "unknown")
CLOCKS = ("response", "completion")


def add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", metavar="A", help="code or name: made there, or held by an office of it")
    parser.add_argument("--unit", metavar="U", help="held by this unit")
    parser.add_argument("--category", metavar="C")
    parser.add_argument("--channel", metavar="C")
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--state", choices=STATES, help="of either clock, or of that of --clock")
    parser.add_argument("--clock", choices=CLOCKS)
    parser.add_argument("--open", action="store_true", help="neither complete nor dismissed")
    parser.add_argument(
        "--at", metavar="T", help="as they stood then; without an offset in the configured timezone"
    )


def wanted_by(args: argparse.Namespace, desk: Desk) -> Wanted:
    """What the filters ask for, but for the state of a clock. Raises BadConfiguration."""
    from bot.config.bindings import certain_area
    from monitor.model import Stage, Wanted
    from monitor.scope import unit_key

    areas = None
    if args.area is not None:
        areas = desk.directory.within(certain_area(args.area, "--area", desk.directory).code)
    return Wanted(
        areas=areas,
        units=frozenset({unit_key(args.unit)}) if args.unit is not None else None,
        category=args.category,
        channel=args.channel,
        stage=Stage(args.stage) if args.stage else None,
        open_only=args.open,
    )
