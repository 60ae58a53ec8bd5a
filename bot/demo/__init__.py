"""`siaga demo`: a city at work without a token. The real service between a simulated CRM and a simulated Telegram.

`city` says who is there, `crm` is what they complain to, `stage` sets everything up, `tour` guides the visitor of
the page, `terminal` shows the talk and takes a line typed.
"""

from bot.demo.stage import demo

__all__ = ["demo"]
