"""What whoever opens a sandbox gives its page: people to play, switches to turn, steps of the guided minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody the visitor can be. `role` is shown beside the name, in Indonesian."""

    id: int
    name: str
    role: str

    def row(self) -> Json:
        return {"id": self.id, "name": self.name, "role": self.role}


class Switch(Protocol):
    """Trouble outside Telegram, such as a CRM that is down. `title` is Indonesian; `name` one word of the URL."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    def is_on(self) -> bool: ...

    def set(self, on: bool) -> None: ...


def switch_row(switch: Switch) -> Json:
    return {"name": switch.name, "title": switch.title, "on": switch.is_on()}


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step of the guided minute, in Indonesian.

    `highlight`: the id of an element of the page. `chat`, `player`: what is opened, whom one plays then.
    `done_when` says by what the step is done, then it waits to be read: "message" (the bot wrote in `chat`,
    anywhere without one) or "message:TEXT" (a message with that text), "command" or "command:/wait" (the bot
    answered it there), "press" (a button in `chat`), "open" (`chat` opened), "switch:NAME" (turned on),
    "hook:NAME" (the sandbox's hook is true); "" = nothing to do. `begin` is run whenever the page shows the step:
    what the step tells of, done. `leap_to`, "15:00": a button runs the clock to just after that time in Jakarta.
    """

    title: str
    text: str
    highlight: str = ""
    chat: int | None = None
    player: int | None = None
    done_when: str = ""
    begin: Callable[[], None] | None = None
    leap_to: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a `leap_to` that is no time of day such as 15:00."""
        if self.leap_to is not None:
            datetime.strptime(self.leap_to, "%H:%M")

    def row(self) -> Json:
        return {
            "title": self.title,
            "text": self.text,
            "highlight": self.highlight,
            "chat": self.chat,
            "player": self.player,
            "done_when": self.done_when,
            "leap_to": self.leap_to,
        }
