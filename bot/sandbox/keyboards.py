"""Inline keyboards judged as Telegram judges them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.links import usable_link
from bot.sandbox.params import Params
from bot.sandbox.refusals import bad_request

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
MAX_COPY_TEXT = 256
_ACTIONS = ("url", "callback_data", "copy_text")

Button = dict[str, Any]
Rows = list[list[Button]]


def inline_keyboard(params: Params) -> Rows:
    """The rows of `reply_markup`, [] when there is none. Other kinds of reply_markup that only change the
    person's own keyboard (force_reply, remove_keyboard) leave no rows."""
    markup = params.structure("reply_markup")
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if "keyboard" in markup:
            raise bad_request("the sandbox has inline keyboards only")
        return []
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return checked


def _button(button: Any) -> Button:
    if not isinstance(button, dict):
        raise _unparsable("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unparsable('Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in button if name not in ("text", "style", "icon_custom_emoji_id")]
    if not actions or not set(actions) <= set(_ACTIONS):
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsable("InlineKeyboardButton must have exactly one action")
    return {"text": text, actions[0]: _action(actions[0], button[actions[0]])}


def _action(name: str, value: Any) -> Any:
    if name == "copy_text":
        copied = value.get("text") if isinstance(value, dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= MAX_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return {"text": copied}
    if not isinstance(value, str) or not value:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if name == "callback_data" and len(value.encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if name == "url" and usable_link(value) is None:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return value


def _unparsable(why: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {why}")
