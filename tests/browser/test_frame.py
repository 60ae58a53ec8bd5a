"""The frame around the talk: phone, dark, keyboard, clock, faults, the guided minute."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.sandbox import Sandbox, TourStep, acts
from monitor.clock import AdjustableClock, SteppedClock
from tests.browser.conftest import CIDENG, CITY, COORDINATOR, FORUM, MINUTE, OpenPage, Outage

pytestmark = pytest.mark.browser


async def until(sandbox: Sandbox, look: Callable[[], bool]) -> None:
    await sandbox.world.bell.wait_until(lambda: look() or None, 5)


async def test_phone_goes_from_list_to_talk_and_back(open_page: OpenPage, bot: Bot) -> None:
    await bot.send_message(CIDENG, "Sampah " * 60)
    page = await open_page(width=360, height=740)
    await expect(page.locator("#side")).to_be_visible()
    await expect(page.locator("#talk")).to_be_hidden()
    await page.locator("#chats a", has_text="Cideng").click()
    await expect(page.locator("#side")).to_be_hidden()
    await expect(page.locator(".message")).to_be_visible()
    await fits(page)
    await page.click("#trouble-open")
    await fits(page)
    await page.click("#trouble [aria-label=Tutup]")
    await page.click("#back")
    await expect(page.locator("#side")).to_be_visible()
    await fits(page)
    await page.go_back()
    await expect(page.locator("#talk-title")).to_have_text("CRM Kelurahan Cideng")


async def fits(page: Page) -> None:
    """Nothing to scroll sideways, nothing cut off at the right."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    outside = (
        "node => node.getBoundingClientRect().right > innerWidth + 1 && node.getBoundingClientRect().width > 0"
    )
    assert (
        await page.evaluate(f"[...document.querySelectorAll('button, select, a')].filter({outside}).length") == 0
    )


_CONTRAST = """(selector) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgb = (color, under) => {
    canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (color) => color.map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (node) => {
    if (!node) return 'white';
    const under = behind(node.parentElement);
    return `rgb(${rgb(getComputedStyle(node).backgroundColor, under).join(' ')})`;
  };
  return [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility()).map((node) => {
    const ground = behind(node);
    const [a, b] = [light(rgb(getComputedStyle(node).color, ground)), light(rgb(ground, 'white'))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return [node.id || node.className, Math.round(ratio * 10) / 10];
  });
}"""
_READ = (
    "#talk-title, #talk-about, #chats .title, #chats .preview, #chats time, #chats .count, .who label, "
    ".brand span, #clock-now, #clock-leap, .message .text, .message .foot, .message .tag, .writer, .text a, "
    ".text code, .text .command, .key, .day span, .service span, #trouble h3, #trouble .hint, .choices button, "
    ".switch, #active span, .quiet, #clear, .face, .toast, .mention, #pinned b, #pinned span span"
)


@pytest.mark.parametrize("dark", [False, True])
async def test_everything_can_be_read_in_light_and_dark(
    open_page: OpenPage, bot: Bot, sandbox: Sandbox, outage: Outage, dark: bool
) -> None:
    text = '<b>a</b> <a href="https://a.id">b</a> <code>c</code> /wait <a href="tg://user?id=21">d</a>'
    sent = await bot.send_message(
        CIDENG,
        text,
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]]),
    )
    await bot.pin_chat_message(CIDENG, sent.message_id)
    await bot.send_message(CITY, "unread")
    outage.set(True)
    page = await open_page(f"#{CIDENG}", dark=dark)
    await page.locator("#line").press_sequentially("/wait")
    await page.keyboard.press("Enter")
    await page.click("#trouble-open")
    await page.click("text=429 Tunggu")
    await expect(page.locator(".toast")).to_be_visible()
    await page.mouse.move(5, 5)
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(12, 19, 18)") is dark
    ratios = await page.evaluate(_CONTRAST, _READ)
    assert len(ratios) > 30
    assert [pair for pair in ratios if pair[1] < 4.5] == []


async def test_theme_is_turned_by_hand_and_remembered(open_page: OpenPage) -> None:
    page = await open_page()
    await page.click("#theme")
    await expect(page.locator("body")).to_have_css("background-color", "rgb(12, 19, 18)")
    await page.reload()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(12, 19, 18)")


async def test_everything_is_reached_by_keyboard(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    button = InlineKeyboardButton("Saya tangani", callback_data="ack")
    await bot.send_message(CIDENG, "Aduan", reply_markup=InlineKeyboardMarkup([[button]]))
    page = await open_page(f"#{CIDENG}")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("forum")
    await page.keyboard.press("Enter")
    await expect(page.locator("#talk-title")).to_have_text("Forum kota")
    await expect(page.locator("#line")).to_be_focused()
    await page.keyboard.press("Control+k")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.locator("#talk-title")).to_have_text("CRM Kelurahan Cideng")
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.locator("#talk-title")).not_to_have_text("CRM Kelurahan Cideng")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.locator("#talk-title")).to_have_text("CRM Kelurahan Cideng")
    await walk_to(page, ".key")
    ring = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    await page.keyboard.press("Enter")
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer("Tercatat.")
    await expect(page.locator(".toast")).to_have_text("Tercatat.")
    await walk_to(page, "#line")
    await page.keyboard.type("halo")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .text")).to_have_text("halo")


async def walk_to(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus."""
    await page.evaluate("document.activeElement?.blur?.()")
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with Tab")


async def test_every_control_has_a_name(open_page: OpenPage, bot: Bot) -> None:
    await bot.send_message(CIDENG, "<pre>a</pre><blockquote expandable>b</blockquote>", parse_mode="HTML")
    page = await open_page(f"#{CIDENG}")
    await page.click("#trouble-open")
    nameless = await page.evaluate(
        """[...document.querySelectorAll('button, a, select, input:not([type=file]), textarea')].filter(node =>
             node.checkVisibility() && !(node.getAttribute('aria-label') || node.title || node.textContent.trim()
             || node.labels?.length)).map(node => node.outerHTML)"""
    )
    assert nameless == []
    await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


async def test_fault_panel_gives_the_bot_a_429_once(open_page: OpenPage, bot: Bot, sandbox: Sandbox) -> None:
    page = await open_page(f"#{CIDENG}")
    await page.click("#trouble-open")
    await expect(page.locator(".calm")).to_be_visible()
    await page.get_by_label("Minta tunggu").select_option("60")
    await page.click("text=429 Tunggu")
    await expect(page.locator("#active li")).to_contain_text(
        "Telegram minta tunggu 60 detik (429) · CRM Kelurahan"
    )
    await expect(page.locator("#trouble-count")).to_have_text("1")
    assert await bot.send_message(CITY, "di tempat lain tidak apa-apa")
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(CIDENG, "a")
    assert refusal.value.retry_after == timedelta(seconds=60)
    await expect(page.locator(".calm")).to_be_visible()
    assert await bot.send_message(CIDENG, "a")


async def test_chat_is_troubled_and_everything_is_put_right_at_once(
    open_page: OpenPage, bot: Bot, sandbox: Sandbox, outage: Outage
) -> None:
    page = await open_page(f"#{FORUM}/7")
    await page.click("#trouble-open")
    await page.get_by_role("switch", name="CRM tidak bisa dibuka").click()
    await expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    assert outage.is_on()
    await page.click("text=Hapus topik ini")
    await expect(page.get_by_role("tab", name="Gambir")).to_contain_text("dihapus")
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(FORUM, "a", message_thread_id=7)
    await page.click("text=Keluarkan bot")
    await expect(page.locator("#talk-about")).to_have_text("bot dikeluarkan")
    with pytest.raises(Forbidden):
        await bot.send_message(FORUM, "a")
    await page.click("text=500 Galat")
    await expect(page.locator("#active li")).to_have_count(4)
    await page.click("text=Pulihkan semua")
    await expect(page.locator(".calm")).to_be_visible()
    assert not outage.is_on()
    assert await bot.send_message(FORUM, "a", message_thread_id=7)


async def test_group_moves_and_the_page_leads_on(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(f"#{CIDENG}")
    await page.click("#trouble-open")
    await page.click("text=Pindahkan grup")
    await expect(page.locator("#moved")).to_contain_text("sudah pindah")
    await page.click("text=Buka grup yang baru")
    await expect(page.locator(".service")).to_contain_text("kelanjutan dari grup lama")
    await expect(page.locator("#composer")).to_be_visible()


async def test_clock_is_paused_sped_up_and_moved_ahead(
    open_page: OpenPage, sandbox: Sandbox, clock: AdjustableClock
) -> None:
    page = await open_page()
    await expect(page.locator("#clock-time")).to_have_text("08.00")
    await page.get_by_role("button", name="Jeda jam").click()
    await expect(page.get_by_role("button", name="Jalankan jam")).to_be_visible()
    assert clock.paused
    await page.click("#clock-leap")
    await expect(page.locator("#clock")).to_have_class("rushing")
    assert clock.rush is not None
    await expect(page.locator("#clock-time")).to_have_text("09.00")
    await expect(page.get_by_role("button", name="Jalankan jam")).to_be_visible()
    await expect(page.locator("#clock")).to_have_class("paused")
    await page.get_by_label("Kecepatan jam").select_option("3600")
    await until(sandbox, lambda: clock.speed == 3600)
    await page.get_by_role("button", name="Jalankan jam").click()
    await expect(page.locator("#clock-time")).not_to_have_text("09.00")
    assert not clock.paused


async def test_clock_leaps_on_a_phone_and_goes_on_as_before(
    open_page: OpenPage, sandbox: Sandbox, clock: AdjustableClock
) -> None:
    page = await open_page(width=360, height=740)
    await page.get_by_role("button", name="+1 jam").click()
    await page.get_by_role("button", name="+1 jam").click()
    await fits(page)
    await expect(page.locator("#clock-time")).to_have_text("10.00")
    await expect(page.locator("#clock")).not_to_have_class("rushing")
    assert (clock.rush, clock.speed, clock.paused) == (None, 1, False)


async def test_clock_that_cannot_be_turned_shows_no_controls(
    open_page: OpenPage, sandbox: Sandbox, clock: AdjustableClock
) -> None:
    sandbox.world.clock = SteppedClock(clock.now())
    page = await open_page()
    await expect(page.locator("#clock-time")).to_have_text("08.00")
    for control in ("#clock-pause", "#clock-speed", "#clock-leap"):
        await expect(page.locator(control)).to_be_hidden()


class TestGuidedMinute:
    @pytest.fixture
    def begun(self) -> list[str]:
        return []

    @pytest.fixture
    def tour(self, begun: list[str]) -> tuple[TourStep, ...]:
        first, second, *others = MINUTE
        return (first, replace(second, begin=lambda: begun.append("second")), *others)

    async def test_step_that_is_done_waits_to_be_read(
        self, open_page: OpenPage, bot: Bot, begun: list[str]
    ) -> None:
        button = InlineKeyboardButton("Saya tangani", callback_data="ack")
        await bot.send_message(CIDENG, "Aduan", reply_markup=InlineKeyboardMarkup([[button]]))
        page = await open_page(f"#{CITY}")
        coach = page.locator("#coach")
        await expect(coach).to_contain_text("Peringatan tiba")
        await expect(page.locator("#talk-title")).to_have_text("CRM Kelurahan Cideng")
        await expect(page.locator("#log")).to_have_class("ringed")
        await coach.get_by_role("button", name="Lanjut").click()
        await page.locator("#line").press_sequentially("/status")
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine .text")).to_have_text("/status")
        await expect(coach).to_contain_text("Tanya sendiri")
        assert begun == ["second"]
        await page.locator("#line").press_sequentially("/wait")
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine .text").last).to_have_text("/wait")
        await bot.send_message(CITY, "di grup lain")
        await expect(page.locator("#chats a", has_text="Pengelolaan")).to_contain_text("di grup lain")
        await expect(coach).not_to_contain_text("Bagus")
        await bot.send_message(CIDENG, "Belum dijawab: 3")
        await expect(coach).to_contain_text("Bagus")
        await expect(coach).to_contain_text("Tanya sendiri")
        await coach.get_by_role("button", name="Lanjut").click()
        await expect(coach).to_contain_text("Tekan tombol")
        await page.click("text=Saya tangani")
        while not (query := (await bot.get_updates(timeout=5))[-1].callback_query):
            pass
        await query.answer("Tercatat.")
        await expect(coach).to_contain_text("Bagus")
        await coach.get_by_role("button", name="Selesai").click()
        await expect(coach).to_be_hidden()
        await page.reload()
        await page.wait_for_selector("body[data-ready]")
        await expect(coach).to_be_hidden()
        await page.click("#help")
        await expect(coach).to_contain_text("Peringatan tiba")

    async def test_is_left_at_once_and_not_shown_again(self, open_page: OpenPage) -> None:
        page = await open_page(width=360, height=740)
        await expect(page.locator("#coach")).to_be_visible()
        await fits(page)
        await page.click("#coach [aria-label='Tutup tur']")
        await expect(page.locator("#coach")).to_be_hidden()
        assert await page.locator(".ringed").count() == 0
        await page.reload()
        await page.wait_for_selector("body[data-ready]")
        await expect(page.locator("#coach")).to_be_hidden()

    async def test_is_reached_right_after_the_header_and_left_with_escape(self, open_page: OpenPage) -> None:
        page = await open_page(f"#{CIDENG}")
        await page.focus("#help")
        await page.keyboard.press("Tab")
        await expect(page.locator("#coach [aria-label='Tutup tur']")).to_be_focused()
        await page.focus("#line")
        await page.keyboard.press("Control+k")
        await page.keyboard.press("Escape")
        await expect(page.locator("#switcher")).to_be_hidden()
        await expect(page.locator("#coach")).to_be_visible()
        await page.focus("#line")
        await page.keyboard.press("Escape")
        await expect(page.locator("#coach")).to_be_hidden()

    @pytest.mark.parametrize("height", [740, 400])
    async def test_leaves_the_line_free_on_a_phone(self, open_page: OpenPage, height: int) -> None:
        page = await open_page(width=360, height=height)
        coach = page.locator("#coach")
        await coach.get_by_role("button", name="Lanjut").click()
        await expect(coach).to_contain_text("Tanya sendiri")
        await page.wait_for_function(
            """() => document.querySelector('#coach').getBoundingClientRect().bottom
                     <= document.querySelector('#composer').getBoundingClientRect().top"""
        )
        await page.click("#line")
        await page.keyboard.type("/wait")
        await page.click("#send")
        await expect(page.locator(".mine .text")).to_have_text("/wait")


class TestStepsThatWait:
    @pytest.fixture
    def happened(self) -> list[str]:
        return []

    @pytest.fixture
    def hooks(self, happened: list[str]) -> dict[str, Callable[[], bool]]:
        return {"answered": lambda: "answered" in happened}

    @pytest.fixture
    def tour(self) -> tuple[TourStep, ...]:
        return (
            TourStep("Jawab", "Di CRM.", chat=CIDENG, done_when="hook:answered"),
            TourStep(
                "Sore", "Majukan jam.", "clock", chat=CIDENG, done_when="message:Pengecekan sore", leap_to="09:00"
            ),
            TourStep("Tekan", "Di bawah pesan.", chat=CITY, done_when="press"),
        )

    async def test_each_is_done_by_what_it_names(
        self, open_page: OpenPage, bot: Bot, happened: list[str], clock: AdjustableClock
    ) -> None:
        page = await open_page(f"#{CITY}")
        coach = page.locator("#coach")
        await expect(coach).to_contain_text("Di CRM.")
        happened.append("answered")
        await expect(coach).to_contain_text("Bagus")
        await coach.get_by_role("button", name="Lanjut").click()
        await coach.get_by_role("button", name="Ke pukul 09.00").click()
        await expect(page.locator("#clock-time")).to_have_text("09.02")
        assert timedelta(0) <= clock.now() - datetime(2026, 11, 23, 2, 2, tzinfo=UTC) < timedelta(minutes=1)
        await bot.send_message(CIDENG, "Pengecekan pagi")
        await bot.send_message(CITY, "Pengecekan sore kota")
        await expect(page.locator("#chats a", has_text="Pengelolaan")).to_contain_text("sore kota")
        await expect(coach).not_to_contain_text("Bagus")
        await bot.send_message(CIDENG, "Pengecekan sore: 1 dijawab")
        await expect(coach).to_contain_text("Bagus")
        await expect(coach.locator("#coach-leap")).to_have_count(0)

    async def test_press_counts_only_in_its_chat_and_a_moved_chat_is_followed(
        self, open_page: OpenPage, bot: Bot, sandbox: Sandbox
    ) -> None:
        button = InlineKeyboardMarkup([[InlineKeyboardButton("Lihat", callback_data="x")]])
        await bot.send_message(CIDENG, "Aduan", reply_markup=button)
        acts.migrate(sandbox.world, sandbox.world.chats[CITY], -1777)
        await bot.send_message(-1777, "Tabel", reply_markup=button)
        page = await open_page()
        coach = page.locator("#coach")
        for _ in range(2):
            await coach.get_by_role("button", name="Lewati").click()
        await expect(page).to_have_url(re.compile("#-1777$"))
        await page.evaluate(f"location.hash = '#{CIDENG}'")
        await press_and_answer(page, bot)
        await expect(coach).not_to_contain_text("Bagus")
        await page.evaluate("location.hash = '#-1777'")
        await press_and_answer(page, bot)
        await expect(coach).to_contain_text("Bagus")


async def press_and_answer(page: Page, bot: Bot) -> None:
    await page.click(".key")
    updates = await bot.get_updates(timeout=5)
    query = updates[-1].callback_query
    assert query is not None
    await query.answer("Tercatat.")
    await bot.get_updates(offset=updates[-1].update_id + 1)
    await expect(page.locator(".toast").last).to_have_text("Tercatat.")


async def test_stranger_sees_no_group_and_is_refused_in_indonesian(
    open_page: OpenPage, sandbox: Sandbox, bot: Bot
) -> None:
    await bot.send_message(CIDENG, "hanya untuk anggota")
    page = await open_page(f"#{CIDENG}")
    await expect(page.locator("#log")).to_contain_text("hanya untuk anggota")
    await page.select_option("#player", "23")
    await expect(page.locator("#chats a")).to_have_count(1)
    await expect(page.locator("#talk")).not_to_contain_text("hanya untuk anggota")
    await expect(page.locator("#talk-title")).to_have_text("siaga")
    await page.select_option("#player", "22")
    await expect(page.locator("#log")).to_contain_text("hanya untuk anggota")
    refused = await page.evaluate(
        f"""import('/page/api.js').then(({{ post }}) => post('/sandbox/chats/{CIDENG}/press',
              {{ from: 23, message_id: 1, data: 'x' }})).catch(error => error.message)"""
    )
    assert refused == "Tombol ini sudah tidak ada."


async def test_without_steps_there_is_no_tour(open_page: OpenPage) -> None:
    page = await open_page()
    await expect(page.locator("#coach")).to_be_hidden()
    await expect(page.locator("#help")).to_be_hidden()


async def test_each_player_has_a_private_chat_of_their_own(open_page: OpenPage, bot: Bot) -> None:
    await bot.send_message(COORDINATOR, "hanya untuk koordinator")
    page = await open_page(f"#{COORDINATOR}")
    await expect(page.locator(".message .text")).to_have_text("hanya untuk koordinator")
    await page.select_option("#player", "22")
    await expect(page.locator("#talk")).not_to_contain_text("hanya untuk koordinator")
    await expect(page.locator("#chats")).not_to_contain_text("hanya untuk koordinator")
