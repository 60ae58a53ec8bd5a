"""What whoever opens a sandbox gives its page: people to play, switches to turn, steps of the guided minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    `done_when` goes on by itself: "message" (the bot wrote in `chat`, anywhere without one), "command" or
    "command:/wait" (the visitor sent it), "press" (a button), "open" (`chat` opened), "switch:NAME" (turned on);
    "" waits for the visitor. `begin` is run whenever the page shows the step: what the step tells of, done.
    """

    title: str
    text: str
    highlight: str = ""
    chat: int | None = None
    player: int | None = None
    done_when: str = ""
    begin: Callable[[], None] | None = None

    def row(self) -> Json:
        return {
            "title": self.title,
            "text": self.text,
            "highlight": self.highlight,
            "chat": self.chat,
            "player": self.player,
            "done_when": self.done_when,
        }
