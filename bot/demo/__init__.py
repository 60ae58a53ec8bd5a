"""`siaga demo`: a city at work without a token. The real service, a simulated Telegram, a shipped sample.

`city` says who is there, `stage` sets everything up, `terminal` shows the talk and takes a line typed.
"""

from bot.demo.stage import demo

__all__ = ["demo"]
