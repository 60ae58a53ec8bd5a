"""Texts of the bot as the world keeps them."""

from __future__ import annotations

from bot.sandbox import wire
from bot.sandbox.entities import MAX_TEXT, formatted
from bot.sandbox.marks import Entity
from bot.sandbox.world import World


def worded(
    world: World, raw: str, parse_mode: str, *, longest: int = MAX_TEXT, what: str = "message"
) -> tuple[str, list[Entity]]:
    """`entities.formatted`, with the people mentioned in full. Whom the bot never met is not mentioned, as in
    Telegram: only the text stays."""
    text, entities = formatted(raw, parse_mode, longest=longest, what=what)
    met = [_introduced(world, entity) if "user" in entity else entity for entity in entities]
    return text, [entity for entity in met if entity]


def _introduced(world: World, entity: Entity) -> Entity | None:
    user = world.users.get(entity["user"]["id"])
    return entity | {"user": wire.user_json(user)} if user else None
