"""Messages as people read them: marks, quotes, pictures, days, what is old, what comes after a break."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta

import pytest
from playwright.async_api import expect
from telegram import Bot

from bot.sandbox import Sandbox, acts
from bot.sandbox.objects import Standing
from tests.browser.conftest import ADMIN, CIDENG, OpenPage

pytestmark = pytest.mark.browser

DIGEST = """\
🔴 <b>2 aduan terlambat dijawab · Kel. Cideng</b>
1. <code>JK2611220412</code> Sampah
<blockquote expandable>3. satu
4. dua
5. tiga
6. empat
7. lima</blockquote>"""


async def test_long_quote_opens_and_a_short_one_needs_not(open_page: OpenPage, bot: Bot) -> None:
    await bot.send_message(CIDENG, DIGEST, parse_mode="HTML")
    await bot.send_message(CIDENG, "<blockquote expandable>pendek</blockquote>", parse_mode="HTML")
    page = await open_page(f"#{CIDENG}")
    quote, short = page.locator("blockquote").first, page.locator("blockquote").last
    await expect(short.locator("button")).to_be_hidden()
    folded = quote.locator(".folded")
    before = await folded.evaluate("node => node.clientHeight")
    await quote.locator("button").click()
    await expect(quote.locator("button")).to_have_text("Ciutkan")
    assert await folded.evaluate("node => node.clientHeight") > before * 1.5


async def test_every_mark_of_telegram_has_its_element(open_page: OpenPage, bot: Bot) -> None:
    marks = (
        "<b>1</b><strong>2</strong><i>3</i><em>4</em><u>5</u><ins>6</ins><s>7</s><strike>8</strike><del>9</del>"
        '<code>10</code><tg-spoiler>11</tg-spoiler><span class="tg-spoiler">12</span>'
        '<a href="https://example.id/">13</a><a href="tg://user?id=22">14</a><tg-emoji emoji-id="5">👍</tg-emoji>'
        '<pre>15</pre><pre><code class="language-python">16</code></pre><blockquote>17 <b>18</b></blockquote>'
        "<blockquote expandable>19</blockquote>"
    )
    await bot.send_message(CIDENG, marks, parse_mode="HTML")
    page = await open_page(f"#{CIDENG}")
    text = page.locator(".message .text")
    counts = {
        "b": 3, "i": 2, "u": 2, "s": 3, ":scope > code": 1, ".spoiler": 2, "a": 1, ".mention": 1, ".emoji": 1,
        "pre": 2, ".language": 1, "blockquote": 2, "blockquote.expandable": 1,
    }  # fmt: skip
    for selector, count in counts.items():
        await expect(text.locator(selector), selector).to_have_count(count)
    spoiler = text.locator(".spoiler").first
    await expect(spoiler.locator("> span")).to_have_css("opacity", "0")
    await spoiler.click()
    await expect(spoiler.locator("> span")).to_have_css("opacity", "1")


async def test_picture_is_shown(open_page: OpenPage, bot: Bot) -> None:
    page = await open_page(f"#{CIDENG}")
    await bot.send_photo(CIDENG, png(64, 32), caption="grafik")
    image = page.locator(".picture img")
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("naturalWidth", 64)


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + b"\x80" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


async def test_old_messages_are_fetched_and_reading_place_is_kept(open_page: OpenPage, sandbox: Sandbox) -> None:
    chat = sandbox.world.chats[CIDENG]
    for number in range(330):
        sandbox.world.post(chat, text=f"pesan {number}")
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".message .text").last).to_have_text("pesan 329")
    for _ in range(6):
        if not await page.locator(".older").count():
            break
        first = await page.locator(".message .text").first.text_content()
        await page.locator(".older").click()
        await expect(page.locator(".message .text").first).not_to_have_text(first or "")
    await expect(page.locator(".message .text").first).to_have_text("pesan 0")
    await expect(page.locator(".message")).to_have_count(330)


async def test_reader_of_old_messages_is_not_torn_away(open_page: OpenPage, sandbox: Sandbox) -> None:
    chat = sandbox.world.chats[CIDENG]
    for number in range(60):
        sandbox.world.post(chat, text=f"pesan {number}")
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".message")).to_have_count(60)
    await page.evaluate("document.getElementById('log').scrollTop = 0")
    await page.wait_for_timeout(50)
    sandbox.world.post(chat, text="baru sekali")
    await expect(page.locator("#to-end")).to_contain_text("1 pesan baru")
    assert await page.evaluate("document.getElementById('log').scrollTop") < 50
    await page.click("#to-end")
    await expect(page.locator("#to-end")).to_be_hidden()


async def test_messages_of_another_day_have_a_separator(open_page: OpenPage, sandbox: Sandbox) -> None:
    chat = sandbox.world.chats[CIDENG]
    sandbox.world.post(chat, text="kemarin").date -= timedelta(hours=9)
    sandbox.world.post(chat, text="hari ini")
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".day")).to_have_text(["Minggu, 22 November 2026", "Senin, 23 November 2026"])


async def test_page_survives_a_server_that_comes_back(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(f"#{CIDENG}")
    port = int(sandbox.origin.rpartition(":")[2])
    await sandbox.stop()
    await expect(page.locator("#offline")).to_be_visible()
    acts.say(sandbox.world, sandbox.world.chats[CIDENG], ADMIN, "saat terputus")
    await sandbox.start(port=port)
    await expect(page.locator(".message .text")).to_have_text("saat terputus")
    await expect(page.locator("#offline")).to_be_hidden()


async def test_another_process_begins_the_page_anew(open_page: OpenPage, sandbox: Sandbox) -> None:
    sandbox.world.post(sandbox.world.chats[CIDENG], text="dunia lama")
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".message")).to_have_count(1)
    port = int(sandbox.origin.rpartition(":")[2])
    await sandbox.stop()
    other = Sandbox(sandbox.token, sandbox.world.clock)
    other.world.add_private(77, "Orang baru")
    group = other.world.add_group(CIDENG, "Grup baru", members={77: Standing.MEMBER})
    other.world.post(group, text="dunia baru")
    await other.start(port=port)
    await expect(page.locator(".message .text")).to_have_text("dunia baru")
    await expect(page.locator("#player option")).to_have_text(["Orang baru · anggota"])
    await other.stop()


async def test_long_day_does_not_fill_the_page(open_page: OpenPage, sandbox: Sandbox) -> None:
    chat = sandbox.world.chats[CIDENG]
    page = await open_page(f"#{CIDENG}")
    for part in range(7):
        for number in range(300):
            sandbox.world.post(chat, text=f"pesan {part * 300 + number}")
        await expect(page.locator(".message .text").last).to_have_text(f"pesan {part * 300 + 299}")
    assert await page.locator(".message").count() <= 400
    await page.locator(".older").click()
    await expect(page.locator(".older")).to_be_visible()
    sandbox.world.post(chat, text="lagi")
    await expect(page.locator(".message .text").last).to_have_text("lagi")


async def test_long_message_is_shown_from_its_first_line(open_page: OpenPage, bot: Bot) -> None:
    page = await open_page(f"#{CIDENG}", width=360, height=740)
    await bot.send_message(CIDENG, "pendek")
    await bot.send_message(CIDENG, "<b>baris pertama</b>" + "\nbaris" * 60, parse_mode="HTML")
    await expect(page.locator(".message .text b")).to_be_in_viewport()
    await bot.send_message(CIDENG, "sesudahnya")
    await expect(page.get_by_text("sesudahnya").last).to_be_in_viewport()
