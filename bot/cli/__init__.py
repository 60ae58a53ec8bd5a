"""The command line: `siaga [--config FILE] COMMAND`."""

from bot.cli.program import main

__all__ = ["main"]
