"""The simulated CRM of the demo: `Crm` answers over HTTP, `configuration` makes siaga read it."""

from bot.demo.crm.face import Crm, configuration
from bot.demo.crm.switches import Switch, Troubles

__all__ = ["Crm", "Switch", "Troubles", "configuration"]
