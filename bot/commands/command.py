"""What a command is, what it is given and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from telegram import InlineKeyboardMarkup

from bot.auth import Standing
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.model import Scope


class Needs(Enum):
    """Who may use a command."""

    NOTHING = "nothing"  # everybody, also strangers: it tells nothing of complaints
    SCOPE = "scope"  # a bound chat, a known person


@dataclass(frozen=True, slots=True)
class Picture:
    """For those who would rather look. `draw` gives SVG and is called in a thread; `caption` is HTML."""

    draw: Callable[[], str]
    caption: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep, for people in private. `make` gives its bytes, in a thread; `caption` is HTML."""

    name: str
    make: Callable[[], bytes]
    caption: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: HTML and its buttons. `toast` is said on the button that was pressed, if one was.

    After a press "" leaves the message as it is, and `then` is done once the answer is shown. `picture` and
    `document`: messages of their own after the words, which never depend on them. `anew`: after a press the
    words are one too, and the pressed message stays.
    """

    html: str
    keyboard: InlineKeyboardMarkup | None = None
    toast: str | None = None
    then: Callable[[], Awaitable[None]] | None = None
    picture: Picture | None = None
    document: Document | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question as it reaches a command. `arguments` is what follows the command, as typed, trimmed."""

    desk: Desk
    standing: Standing
    now: datetime
    usable: tuple[Command, ...] = ()  # what this chat may use
    arguments: str = ""

    @property
    def scope(self) -> Scope:
        """What may be seen here. Raises NotFound where nothing may: such askers never reach a listing."""
        if self.standing.scope is None:
            raise NotFound("This chat is bound to no area: add it under [[chats]] in the configuration.")
        return self.standing.scope


Handler = Callable[[Request], Awaitable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A row of the registry. `description` is Indonesian, for menus and help."""

    name: str
    handler: Handler
    description: str
    aliases: tuple[str, ...] = ()
    arguments: str = ""  # how they are written in the help: "[wilayah]"
    needs: Needs = Needs.SCOPE
    in_menu: bool = True

    @property
    def usage(self) -> str:
        """As it is typed, without "/": "wait [wilayah]"."""
        return f"{self.name} {self.arguments}".strip()

    def may_be_used(self, standing: Standing) -> bool:
        return self.needs is Needs.NOTHING or standing.is_known
