"""Times, durations and numbers in Indonesian, and markup."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.markup import bold, clip, escape, fill, joined, plain
from bot.views.tables import fitted
from bot.views.whatsapp import whatsapp_url
from bot.views.words import Local, ago, number, span

LOCAL = Local(ZoneInfo("Asia/Jakarta"))
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "kurang dari 1 m"),
        (timedelta(seconds=59), "kurang dari 1 m"),
        (timedelta(minutes=35), "35 m"),
        (timedelta(minutes=65), "1 j 05 m"),
        (timedelta(hours=2, minutes=12, seconds=59), "2 j 12 m"),
        (timedelta(hours=6), "6 j"),
        (timedelta(days=3, hours=4, minutes=59), "3 h 4 j"),
        (timedelta(days=1), "1 h"),
        (timedelta(days=1234), "1.234 h"),
        (-timedelta(minutes=5), "5 m"),
    ],
)
def test_durations(length, words) -> None:
    assert span(length) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "08.00"),
        (-8, "00.00"),
        (-8.5, "kemarin 23.30"),
        (16, "besok 00.00"),
        (40, "Rab 25 Nov 00.00"),
        (-48, "Sab 21 Nov 08.00"),
        (24 * 60, "Jum 22 Jan 2027 08.00"),
    ],
)
def test_moments_are_as_short_as_today_allows(hours, words) -> None:
    assert LOCAL.moment(NOW + timedelta(hours=hours), NOW) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Jakarta", "08.00 WIB"),
        ("Asia/Makassar", "09.00 WITA"),
        ("Asia/Jayapura", "10.00 WIT"),
        ("America/New_York", "20.00 EST"),
        ("Asia/Dubai", "05.00 UTC+04"),
    ],
)
def test_clock_names_its_zone(zone, words) -> None:
    assert Local(ZoneInfo(zone)).clock(NOW) == words


def test_what_comes_after_sebelum() -> None:
    assert LOCAL.before(NOW + timedelta(hours=7), NOW) == "pukul 15.00"
    assert LOCAL.before(NOW + timedelta(days=1), NOW) == "besok 08.00"


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (1234, 0, "1.234"),
        (99.975, 3, "99,975"),
        (0, 0, "0"),
        (-1234.5, 1, "-1.234,5"),
        (1_000_000, 0, "1.000.000"),
    ],
)
def test_numbers(value, decimals, words) -> None:
    assert number(value, decimals) == words


def test_how_long_ago() -> None:
    assert ago(timedelta(minutes=2)) == "2 menit lalu"
    assert ago(timedelta(hours=3)) == "3 jam lalu"
    assert ago(timedelta(hours=4, minutes=48)) == "4 j 48 m lalu"
    assert ago(-timedelta(hours=1)) == "baru saja"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_no_duration_is_rounded_up(length) -> None:
    units = {"h": timedelta(days=1), "j": timedelta(hours=1), "m": timedelta(minutes=1)}
    words = span(length).split()
    if words[0] == "kurang":
        assert length < units["m"]
        return
    told = sum(
        (int(n.replace(".", "")) * units[u] for n, u in zip(words[::2], words[1::2], strict=True)), timedelta()
    )
    assert told <= length < told + units["j" if "h" in words else "m"]


def test_data_in_a_template_is_escaped_but_markup_is_not() -> None:
    assert fill("<i>{a}</i> {b}", a="<b>&{b}", b=bold("x<y")) == "<i>&lt;b&gt;&amp;{b}</i> <b>x&lt;y</b>"
    assert joined(["a<", "", bold("b")], " & ") == "a&lt; &amp; <b>b</b>"
    assert plain(escape('<&">')) == '<&">'


@pytest.mark.parametrize(
    ("data", "most", "shown"),
    [
        ("Jalan  rusak\n di\tsini ", 40, "Jalan rusak di sini"),
        ("Jalan rusak", 6, "Jalan…"),
        ("ab👨‍👩‍👧cd", 5, "ab…"),
        ("ab🇮🇩cd", 4, "ab…"),
        ("a\u202eb\u0000c", 9, "abc"),
        ("   ", 9, ""),
    ],
)
def test_data_is_clipped_between_whole_signs(data, most, shown) -> None:
    assert clip(data, most) == shown


def test_what_tells_two_names_apart_survives_the_table() -> None:
    assert fitted("Cipinang Besar Utara", 14) == "Cipinang… Utr"
    assert fitted("Cipinang Besar Selatan", 14) == "Cipinang… Sel"
    assert fitted("Grogol Petamburan", 14) == "Grogol Petamb…"
    assert fitted("Senen", 14) == "Senen"


def test_whatsapp_text_keeps_whole_lines() -> None:
    assert whatsapp_url("a b\n🔴 c&d") == "https://wa.me/?text=a%20b%0A%F0%9F%94%B4%20c%26d"
    long = whatsapp_url("\n".join(f"baris {n}" for n in range(500)))
    assert len(long) <= 2000
    assert long.endswith("baris%20lagi%20di%20Telegram")
