"""`siaga run` and `siaga demo`: the service itself, and the whole product on simulated parts."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli.command import Command, Context


def _run(_: argparse.Namespace, context: Context) -> int:
    from bot.app import run

    return asyncio.run(run(context.settings(), context.settings, context.clock))


def _add_demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, metavar="N", help="of the page; default 8812, or any free one")
    parser.add_argument("--speed", type=float, metavar="N", default=60.0, help="how much faster time passes")


def _demo(args: argparse.Namespace, _: Context) -> int:
    from bot.demo import demo

    return int(demo(args))


RUN = Command("run", "the service: watch, tell, answer", _run)
DEMO = Command("demo", "the whole product on simulated parts, without a token", _demo, _add_demo_arguments)
