"""All commands, in the order of the help. Each loads its libraries only when it runs."""

from bot.cli.areas import AREAS
from bot.cli.check import CHECK
from bot.cli.command import Command
from bot.cli.cutoff import CUTOFF
from bot.cli.db import DB
from bot.cli.deadline import DEADLINE
from bot.cli.digest import DIGEST
from bot.cli.import_ import IMPORT
from bot.cli.invite import INVITE
from bot.cli.list_ import LIST
from bot.cli.official import OFFICIAL
from bot.cli.rank import RANK
from bot.cli.recap import RECAP
from bot.cli.service import DEMO, RUN
from bot.cli.show import SHOW
from bot.cli.sync import SYNC

COMMANDS: tuple[Command, ...] = (
    DEMO,
    RUN,
    CHECK,
    SYNC,
    IMPORT,
    LIST,
    RECAP,
    SHOW,
    DEADLINE,
    RANK,
    CUTOFF,
    OFFICIAL,
    DIGEST,
    INVITE,
    AREAS,
    DB,
)
