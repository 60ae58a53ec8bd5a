"""Hostile texts and names are only ever text."""

from __future__ import annotations

from html import escape

import pytest
from playwright.async_api import Page, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox import Sandbox, acts
from tests.browser.conftest import ADMIN, CIDENG, OpenPage

pytestmark = pytest.mark.browser

SCRIPTS = (
    "<script>window.hacked = 1</script>"
    "<img src=x onerror='window.hacked = 1'><svg onload=window.hacked=1>"
    "<a href='javascript:window.hacked=1'>klik</a><iframe srcdoc='<script>top.hacked=1</script>'></iframe>"
    "<style>body{display:none}</style>&lt;b&gt;"
)


async def assert_unharmed(page: Page) -> None:
    assert await page.evaluate("window.hacked") is None
    await expect(page.locator("#talk script, #talk iframe, #talk style, #talk object, [onerror]")).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(
        "document.querySelector('#talk').scrollWidth <= document.querySelector('#talk').clientWidth"
    )


async def test_scripts_in_texts_show_as_text(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    page = await open_page(f"#{CIDENG}")
    await bot.send_message(CIDENG, escape(SCRIPTS), parse_mode="HTML")
    acts.say(sandbox.world, sandbox.world.chats[CIDENG], ADMIN, SCRIPTS)
    await expect(page.locator(".message .text")).to_have_text([SCRIPTS, SCRIPTS], use_inner_text=True)
    await expect(page.locator(".message .text img, .message .text svg, .message .text a")).to_have_count(0)
    await assert_unharmed(page)


async def test_scripts_in_every_name_show_as_text(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    world = sandbox.world
    name = "<img src=x onerror=window.hacked=1>\u202etxt.exe"
    group = world.add_group(-1999, name, topics={7: name}, members=dict(world.chats[CIDENG].members))
    world.user(ADMIN, name)
    world.post(group, text="a", attachment=world.keep_file(name, name, b"x", "document"), topic=7)
    button = InlineKeyboardButton(name, callback_data="a")
    sent = await bot.send_message(-1999, "b", message_thread_id=7, reply_markup=InlineKeyboardMarkup([[button]]))
    acts.say(world, group, ADMIN, "c", topic=7, reply_to=sent.message_id)
    page = await open_page("#-1999/7")
    await expect(page.locator(".message")).to_have_count(3)
    await page.click("#trouble-open")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#switcher-list")).to_contain_text("<img src=x")
    assert "\u202e" not in (await page.locator(".document b").inner_text())
    assert "\u202e" not in (await page.locator("#chats").inner_text())
    await page.keyboard.press("Escape")
    async with page.expect_download() as download:
        await page.click(".document")
    suggested = (await download.value).suggested_filename
    assert "\u202e" not in suggested and "<" not in suggested
    await assert_unharmed(page)


async def test_direction_signs_end_with_their_message(open_page: OpenPage, sandbox: Sandbox) -> None:
    world = sandbox.world
    world.post(world.chats[CIDENG], text="\u2067\u2067\u05d0\u05d1 terbalik \u061c")
    world.post(world.chats[CIDENG], text="lurus")
    page = await open_page(f"#{CIDENG}")
    last = page.locator(".message .text").last
    assert await last.evaluate("node => getComputedStyle(node).direction") == "ltr"
    await assert_unharmed(page)


@pytest.mark.parametrize("width", [1280, 360])
async def test_huge_texts_stay_inside(open_page: OpenPage, sandbox: Sandbox, width: int) -> None:
    world = sandbox.world
    chat = world.chats[CIDENG]
    texts = (
        "A" * 4096,
        "😀" * 2000,
        "a\n" * 2000,
        "Z\u0334\u0300\u0301\u0302" * 500,
        "\u202e" * 9 + "rtl",
        "ﷺ" * 900,
    )
    for text in texts:
        world.post(chat, text=text)
    world.post(chat, text="x", html="", entities=[{"type": "pre", "offset": 0, "length": 1}])
    world.post(chat, text="p" * 600, entities=[{"type": "pre", "offset": 0, "length": 600}])
    world.post(chat, text="k", markup=[[{"text": "W" * 300, "callback_data": "a"}] * 3])
    world.post(chat, text="", attachment=world.keep_file("f" * 250 + ".csv", "x", b"x", "document"))
    page = await open_page(f"#{CIDENG}", width=width)
    await expect(page.locator(".message")).to_have_count(10)
    await assert_unharmed(page)


async def test_entities_that_cannot_be_are_passed_over(open_page: OpenPage, sandbox: Sandbox) -> None:
    """Whatever the server tells: offsets outside, halves that overlap, kinds and addresses unheard of."""
    entities = [
        {"type": "bold", "offset": 2, "length": 4},
        {"type": "italic", "offset": 4, "length": 99},
        {"type": "script", "offset": 0, "length": 3},
        {"type": "constructor", "offset": 7, "length": 1},
        {"type": "text_link", "offset": 8, "length": 1, "url": "javascript:window.hacked=1"},
        {"type": "text_link", "offset": 9, "length": 1, "url": "data:text/html,<script>top.hacked=1</script>"},
        {"type": "underline", "offset": 500, "length": 5},
        {"type": "bold", "offset": 1, "length": 0},
    ]
    sandbox.world.post(sandbox.world.chats[CIDENG], text="0123456789", entities=entities)
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".message .text")).to_have_text("0123456789")
    await expect(page.locator(".message .text a")).to_have_count(0)
    await assert_unharmed(page)
