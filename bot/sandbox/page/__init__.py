"""The page on the sandbox: the chats in a browser, who one plays, a clock, trouble to order, a guided minute.

`routes` answers what the page asks, `events` tells it live what changes, `static` holds what is shown.
"""

from bot.sandbox.page.cast import Player, Switch, TourStep
from bot.sandbox.page.routes import Page

__all__ = ["Page", "Player", "Switch", "TourStep"]
