"""The bot itself: who it is, its menus, its webhook."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox import wire
from bot.sandbox.links import usable_link
from bot.sandbox.params import Params
from bot.sandbox.refusals import bad_request, chat_not_found
from bot.sandbox.world import World

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def get_me(world: World, params: Params) -> Any:  # noqa: ARG001 - every method has this shape
    return wire.user_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
    }


def set_my_commands(world: World, params: Params) -> Any:
    key = _scope(world, params)
    commands = params.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[key] = [_command(command) for command in commands]
    return True


def get_my_commands(world: World, params: Params) -> Any:
    return world.commands.get(_scope(world, params), [])


def delete_my_commands(world: World, params: Params) -> Any:
    world.commands.pop(_scope(world, params), None)
    return True


def _command(command: Any) -> dict[str, str]:
    name, description = (
        (command.get("command"), command.get("description")) if isinstance(command, dict) else (None, None)
    )
    if not isinstance(name, str) or not isinstance(description, str):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = name.removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description.strip()}


def _scope(world: World, params: Params) -> tuple[str, str]:
    """What a menu is kept under: scope as canonical JSON, language."""
    scope = params.structure("scope") or {"type": "default"}
    fields = _SCOPES.get(str(scope.get("type"))) if isinstance(scope, dict) else None
    if fields is None:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    kept: dict[str, Any] = {"type": scope["type"]}
    for name in fields:
        kept[name] = Params(scope).integer(name)
    if "chat_id" in kept and kept["chat_id"] not in world.chats:
        raise chat_not_found()
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return json.dumps(kept, sort_keys=True), language


def set_webhook(world: World, params: Params) -> Any:
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    if not url.lower().startswith("https://") or usable_link(url) is None:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(params.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    world.webhook = {
        "url": url,
        "secret_token": params.text("secret_token"),
        "max_connections": params.integer("max_connections", 40),
    }
    allow_updates(world, params)
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.bell.ring()
    return True


def delete_webhook(world: World, params: Params) -> Any:
    world.webhook = {}
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, params: Params) -> Any:  # noqa: ARG001
    info: dict[str, Any] = {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.webhook:
        info["max_connections"] = world.webhook["max_connections"]
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed else {})


def allow_updates(world: World, params: Params) -> None:
    """Remembers which kinds the bot asks for; without the parameter the last choice stands."""
    allowed = params.structure("allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list) or not all(isinstance(kind, str) for kind in allowed):
        raise bad_request("expected an Array of String as allowed updates")
    world.updates.allowed = allowed
