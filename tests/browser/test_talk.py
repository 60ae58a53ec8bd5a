"""Chats, messages and the line to type, as people use them in a browser."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect
from telegram import Bot, BotCommand, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.sandbox import Sandbox
from bot.sandbox.objects import Message, Standing
from tests.browser.conftest import ADMIN, CIDENG, CITY, COORDINATOR, FORUM, STRANGER, OpenPage

pytestmark = pytest.mark.browser


async def said(sandbox: Sandbox, chat_id: int, text: str) -> Message:
    """What a person wrote in the chat, as soon as it is there."""

    def look() -> Message | None:
        found = sandbox.world.chats[chat_id].messages.values()
        return next((m for m in found if m.text == text and not m.sender.is_bot), None)

    return await sandbox.world.bell.wait_until(look, 5)


async def next_update(bot: Bot) -> Update:
    """The next update, confirmed."""
    (update, *_) = await bot.get_updates(timeout=5)
    await bot.get_updates(offset=update.update_id + 1, timeout=0)
    return update


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


async def test_message_arrives_live_and_counts_as_unread_elsewhere(open_page: OpenPage, bot: Bot) -> None:
    page = await open_page(f"#{CIDENG}")
    await bot.send_message(CIDENG, "🔴 <b>2 aduan terlambat</b>", parse_mode="HTML")
    await expect(page.locator(".message.bot .text b")).to_have_text("2 aduan terlambat")
    await expect(page.locator(".day")).to_have_text("Senin, 23 November 2026")
    await expect(page.locator(".message time")).to_have_text("08.00")
    await bot.send_message(CITY, "satu")
    await bot.send_message(CITY, "dua")
    city = page.locator("#chats a", has_text="Pengelolaan CRM")
    await expect(city.locator(".count")).to_contain_text("2 belum dibaca")
    await expect(city.locator(".preview")).to_have_text("siaga: dua")
    assert (await page.title()).startswith("(2)")
    await city.click()
    await expect(page.locator(".message .text")).to_have_text(["satu", "dua"])
    await expect(city.locator(".count")).to_have_count(0)


async def test_what_was_read_stays_read_after_a_reload_and_is_each_players_own(
    open_page: OpenPage, bot: Bot
) -> None:
    await bot.send_message(CIDENG, "satu")
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".message")).to_have_count(1)
    await page.goto("about:blank")
    await page.go_back()
    await page.wait_for_selector("body[data-ready]")
    await page.locator("#chats a", has_text="Forum").click()
    row = page.locator("#chats a", has_text="Cideng")
    await expect(row.locator(".count")).to_have_count(0)
    await page.select_option("#player", str(ADMIN))
    await expect(row.locator(".count")).to_contain_text("1")


async def test_command_is_completed_and_sent_to_the_bot(open_page: OpenPage, bot: Bot) -> None:
    commands = [("wait", "Aduan berstatus wait"), ("terlambat", "Yang terlambat"), ("bantuan", "Cara memakai")]
    await bot.set_my_commands([BotCommand(*row) for row in commands])
    page = await open_page(f"#{CIDENG}")
    await page.locator("#line").press_sequentially("/")
    await expect(page.locator("#completion li")).to_have_count(3)
    await expect(page.locator("#line")).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#completion [aria-selected=true] b")).to_have_text("/terlambat")
    await page.locator("#line").press_sequentially("wa")
    await expect(page.locator("#completion li")).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(page.locator("#line")).to_have_value("/wait ")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine .text")).to_have_text("/wait")
    message = (await next_update(bot)).message
    assert message is not None and message.from_user is not None
    assert (message.text, message.chat.id, message.from_user.id) == ("/wait", CIDENG, COORDINATOR)


async def test_enter_takes_the_offered_command_at_once(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    await bot.set_my_commands([BotCommand("wait", "Aduan wait"), BotCommand("segera", "Segera")])
    page = await open_page(f"#{CIDENG}")
    await page.locator("#line").press_sequentially("/s")
    await expect(page.locator("#completion li")).to_have_count(1)
    await page.keyboard.press("Enter")
    await said(sandbox, CIDENG, "/segera")
    await expect(page.locator("#line")).to_have_value("")


async def test_shift_enter_makes_a_new_line(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(f"#{CIDENG}")
    await page.locator("#line").press_sequentially("satu")
    await page.keyboard.press("Shift+Enter")
    await page.locator("#line").press_sequentially("dua")
    await page.keyboard.press("Enter")
    await said(sandbox, CIDENG, "satu\ndua")


async def test_button_shows_the_toast_to_whoever_of_the_group_presses_it(
    open_page: OpenPage, bot: Bot, sandbox: Sandbox
) -> None:
    sandbox.world.chats[CIDENG].members[STRANGER] = Standing.MEMBER
    await bot.send_message(
        CIDENG, "Aduan", reply_markup=keyboard([InlineKeyboardButton("Saya tangani", callback_data="ack")])
    )
    page = await open_page(f"#{CIDENG}")
    await page.select_option("#player", str(STRANGER))
    pressing = asyncio.create_task(page.click("text=Saya tangani"))
    query = (await next_update(bot)).callback_query
    assert query is not None and query.from_user.id == STRANGER
    await query.answer("Grup ini hanya untuk petugas.")
    await pressing
    await expect(page.locator(".toast")).to_have_text("Grup ini hanya untuk petugas.")


async def test_alert_must_be_closed(open_page: OpenPage, bot: Bot) -> None:
    await bot.send_message(
        CIDENG, "Aduan", reply_markup=keyboard([InlineKeyboardButton("Apa", callback_data="a")])
    )
    page = await open_page(f"#{CIDENG}")
    await page.click("text=Apa")
    query = (await next_update(bot)).callback_query
    assert query is not None
    await query.answer("<b>Baca ini</b>", show_alert=True)
    await expect(page.locator("#alert-text")).to_have_text("<b>Baca ini</b>")
    await page.click("text=Mengerti")
    await expect(page.locator("#alert")).to_be_hidden()


async def test_page_button_edits_the_message_in_place(open_page: OpenPage, bot: Bot) -> None:
    more = keyboard([InlineKeyboardButton("Berikutnya", callback_data="2")])
    await bot.send_message(CIDENG, "halaman 1", reply_markup=more)
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".edited")).to_have_count(0)
    await page.click("text=Berikutnya")
    query = (await next_update(bot)).callback_query
    assert query is not None
    await query.edit_message_text(
        "halaman 2", reply_markup=keyboard([InlineKeyboardButton("Sebelumnya", callback_data="1")])
    )
    await query.answer()
    await expect(page.locator(".message .text")).to_have_text(["halaman 2"])
    await expect(page.locator(".edited")).to_have_text("diedit")
    await expect(page.locator(".key")).to_have_text(["Sebelumnya"])


async def test_copy_button_and_code_copy(open_page: OpenPage, bot: Bot) -> None:
    copy = InlineKeyboardButton("Salin tiket", copy_text=CopyTextButton("JK2611220412"))
    link = InlineKeyboardButton("Buka di CRM", url="https://crm.example/JK2611220412")
    await bot.send_message(CIDENG, "<code>JK1</code>", parse_mode="HTML", reply_markup=keyboard([copy, link]))
    page = await open_page(f"#{CIDENG}")
    await page.click("text=Salin tiket")
    await expect(page.locator(".toast").last).to_have_text("Disalin: JK2611220412")
    assert await page.evaluate("navigator.clipboard.readText()") == "JK2611220412"
    await page.click(".text code")
    await expect(page.locator(".toast").last).to_have_text("Disalin: JK1")
    anchor = page.locator("a.key")
    await expect(anchor).to_have_attribute("href", "https://crm.example/JK2611220412")
    await expect(anchor).to_have_attribute("target", "_blank")
    assert "noopener" in (await anchor.get_attribute("rel") or "")


async def test_document_dropped_is_sent_with_its_caption(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    page = await open_page(f"#{COORDINATOR}")
    transfer = await page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.items.add(new File(['tiket;status'], 'ekspor.csv')); return t; }"
    )
    for event in ("dragenter", "dragover"):
        await page.dispatch_event("#log", event, {"dataTransfer": transfer})
    await expect(page.locator("#drop")).to_be_visible()
    await page.dispatch_event("#log", "drop", {"dataTransfer": transfer})
    await expect(page.locator("#file-chip")).to_contain_text("ekspor.csv")
    await page.locator("#line").press_sequentially("hari ini")
    await page.keyboard.press("Enter")
    message = (await next_update(bot)).message
    assert message is not None and message.document is not None
    assert (message.document.file_name, message.caption) == ("ekspor.csv", "hari ini")
    content = await (await message.document.get_file()).download_as_bytearray()
    assert bytes(content) == b"tiket;status"
    await expect(page.locator(".document")).to_contain_text("ekspor.csv")
    async with page.expect_download() as download:
        await page.click(".document")
    assert (await download.value).suggested_filename == "ekspor.csv"


async def test_topics_are_tabs_with_their_own_talk(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(FORUM, "umum")
    await bot.send_message(FORUM, "untuk Gambir", message_thread_id=7)
    page = await open_page(f"#{FORUM}/1")
    await expect(page.locator(".message .text")).to_have_text(["umum"])
    gambir = page.get_by_role("tab", name="Gambir")
    await expect(gambir.locator(".count")).to_have_text("1")
    await gambir.click()
    await expect(gambir).to_have_attribute("aria-selected", "true")
    await expect(page.locator(".message .text")).to_have_text(["untuk Gambir"])
    await expect(gambir.locator(".count")).to_have_count(0)
    await page.locator("#line").press_sequentially("/wait")
    await page.keyboard.press("Enter")
    message = await said(sandbox, FORUM, "/wait")
    assert message.topic == 7
    await gambir.focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Menteng")).to_be_focused()
    await expect(page.locator(".empty")).to_be_visible()


async def test_answer_correction_pin_and_service_messages(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(CIDENG, "Mohon dijawab")
    await bot.pin_chat_message(CIDENG, sent.message_id)
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator("#pinned")).to_contain_text("Mohon dijawab")
    await expect(page.locator(".service")).to_have_text("siaga menyematkan “Mohon dijawab”")
    await page.locator(".message.bot").hover()
    await page.click(".message.bot .reply")
    await page.locator("#line").press_sequentially("siap")
    await page.keyboard.press("Enter")
    assert (await said(sandbox, CIDENG, "siap")).reply_to == sent.message_id
    await expect(page.locator(".mine .quoted")).to_contain_text("Mohon dijawab")
    await page.locator("#line").focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#line")).to_have_value("siap")
    await page.keyboard.press("End")
    await page.locator("#line").press_sequentially(", nanti")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .text")).to_have_text("siap, nanti")
    await expect(page.locator(".mine .edited")).to_be_visible()
    await bot.unpin_chat_message(CIDENG, sent.message_id)
    await expect(page.locator("#pinned")).to_be_hidden()
    await bot.delete_message(CIDENG, sent.message_id)
    await expect(page.locator(".message.bot")).to_have_count(0)


async def test_new_person_begins_with_a_button(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.select_option("#player", str(STRANGER))
    await page.locator("#chats a", has_text="siaga").click()
    await expect(page.locator("#composer")).to_be_hidden()
    await page.get_by_role("button", name="Mulai").click()
    await said(sandbox, STRANGER, "/start")
    await expect(page.locator("#composer")).to_be_visible()


async def test_link_into_the_bot_is_followed_here(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(CIDENG, 'Tekan <a href="https://t.me/siaga_bot?start=K7">ini</a>', parse_mode="HTML")
    page = await open_page(f"#{CIDENG}")
    await page.click(".text a")
    await said(sandbox, COORDINATOR, "/start K7")
    await expect(page.locator("#talk-title")).to_have_text("siaga")


async def test_command_in_a_message_is_tapped(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(CIDENG, "Ketik /segera, bukan 23/11 atau </b>.")
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator(".command")).to_have_text(["/segera"])
    await page.click(".command")
    await said(sandbox, CIDENG, "/segera")
