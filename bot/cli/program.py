"""From the words typed to an exit code. The only place where errors become exit codes and sentences."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.cli import output
from bot.cli.command import BAD_NEWS, DONE, UNREACHABLE, USAGE, Context
from bot.cli.commands import COMMANDS
from bot.cli.parsing import parser
from monitor.clock import Clock, SystemClock
from monitor.errors import BadConfiguration, BadInput, SiagaError, TryLater

INTERRUPTED = 130  # what shells expect after Ctrl-C


def main(
    argv: Sequence[str] | None = None, *, env: Mapping[str, str] | None = None, clock: Clock | None = None
) -> int:
    """Runs one command and returns its exit code: 0 done, 1 bad news, 2 usage or configuration, 3 unreachable."""
    env = os.environ if env is None else env
    words = sys.argv[1:] if argv is None else list(argv)
    debug = bool(env.get("SIAGA_DEBUG"))
    try:
        return _told(lambda: _run(words, env, clock or SystemClock()), debug=debug)
    except BrokenPipeError:  # the reader of a pipe had enough: `siaga list | head`
        output.close_quietly()
        return DONE
    except KeyboardInterrupt:
        output.tell("Interrupted: what was finished is kept.")
        return INTERRUPTED


def exit_code(error: SiagaError) -> int:
    """The exit code of an error's family."""
    if isinstance(error, TryLater):
        return UNREACHABLE
    if isinstance(error, BadConfiguration | BadInput):
        return USAGE
    return BAD_NEWS


def _run(words: Sequence[str], env: Mapping[str, str], clock: Clock) -> int:
    args = parser(COMMANDS).parse_args(words)
    given = args.config or env.get("SIAGA_CONFIG")
    context = Context(path=Path(given or "config.toml"), env=env, clock=clock)
    result = int(args.run(args, context))
    sys.stdout.flush()
    return result


def _told(step: Callable[[], int], *, debug: bool) -> int:
    try:
        return step()
    except SiagaError as error:
        if debug:
            traceback.print_exc()
        output.tell(str(error))
        return exit_code(error)
    except SystemExit as end:  # argparse ends --help and --version this way
        return int(end.code or DONE)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - the last net: a sentence and the details in a file
        output.tell(_unexpected(error, debug=debug))
        return BAD_NEWS


def _unexpected(error: Exception, *, debug: bool) -> str:
    kind = type(error).__name__
    if debug:
        traceback.print_exc()
        return f"siaga met an error that it does not know ({kind}): see above."
    handle, name = tempfile.mkstemp(prefix="siaga-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(output.discreet("".join(traceback.format_exception(error))))
    return f"siaga met an error that it does not know ({kind}): the details are in {name}; please report it."
