"""Telegram on loopback: the stage of `siaga demo` and the judge of the flow tests.

`server` answers the Bot API from `world`; `acts` is what people do there; `hands` opens both to scripts,
`page` shows them in a browser.
"""

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.limits import Limits
from bot.sandbox.page import Player, Switch, TourStep
from bot.sandbox.server import Call, Sandbox

__all__ = ["Call", "Fault", "FaultKind", "Limits", "Player", "Sandbox", "Switch", "TourStep"]
