"""Telegram on loopback: the stage of `siaga demo` and the judge of the flow tests.

`server` answers the Bot API from `world`; `acts` is what people do there; `hands` opens both to scripts.
"""

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.limits import Limits
from bot.sandbox.server import Call, Sandbox

__all__ = ["Call", "Fault", "FaultKind", "Limits", "Sandbox"]
