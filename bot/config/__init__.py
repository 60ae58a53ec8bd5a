"""The configuration: read once at the start, every mistake one sentence."""

from bot.config.desk import Parts, build_parts, desk_parts
from bot.config.load import load_settings
from bot.config.rules import calendar_of, category_names, rulebook
from bot.config.settings import Settings

__all__ = ["Parts", "Settings", "build_parts", "calendar_of", "category_names"]
__all__ += ["desk_parts", "load_settings", "rulebook"]
