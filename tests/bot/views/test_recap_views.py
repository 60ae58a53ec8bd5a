"""A cross table on a phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import NOW
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import judged

from bot.pictures.recap import recap_svg
from bot.views.markup import plain
from bot.views.recap import recap_message
from bot.views.recap_words import period_words
from bot.views.tables import WIDTH
from bot.views.words import Local
from monitor.areas.directory import Directory
from monitor.crosstables.dimensions import Dimension
from monitor.crosstables.local_time import month_number
from monitor.crosstables.recap import About, Layout, Recap, recap_of
from monitor.model import DataAge

from .conftest import Golden

DIRECTORY = Directory.load("builtin:jakarta")
WIB = Local(ZoneInfo("Asia/Jakarta"))
NOV = month_number(date(2026, 11, 1))
FRESH = DataAge(as_of=NOW - timedelta(minutes=2), stale=False)
OLD = DataAge(as_of=NOW - timedelta(days=2), stale=True, partial="hanya aduan publik")
THIS_YEAR = About(scope="Kota Jakarta Pusat", data=FRESH, first_on=date(2026, 1, 1), last_on=date(2026, 11, 23))
KELURAHAN = [area.code for area in DIRECTORY.children("31.71.01") + DIRECTORY.children("31.71.06")]
CATEGORIES = ("Sampah", "Jalan", "Gangguan Ketenteraman dan Ketertiban", "Parkir Liar", None)


def table(counted: Mapping[tuple[Any, ...], int], rows: str, cols: str | None = None, **asks: Any) -> Recap:
    layout = Layout(
        rows=tuple(Dimension(name) for name in rows.split(",")), cols=Dimension(cols) if cols else None, **asks
    )
    return recap_of(Counter(counted), layout, DIRECTORY)


def by_category(*, most: int = 1000) -> Recap:
    return table({(name,): most // (place + 1) for place, name in enumerate(CATEGORIES)}, "category")


CASES: dict[str, tuple[Recap, About]] = {
    "recap_categories": (by_category(), THIS_YEAR),
    "recap_months": (
        table(
            {
                (name, NOV - month): 7 * place + month
                for place, name in enumerate(CATEGORIES)
                for month in range(11)
            },
            "category",
            "month",
        ),
        THIS_YEAR,
    ),
    "recap_months_of_two_years": (
        table({("Sampah", NOV): 12, ("Sampah", NOV - 11): 3}, "category", "month"),
        About(scope="Kel. Cideng", data=FRESH, first_on=date(2025, 12, 1)),
    ),
    "recap_channels_by_stage": (
        table(
            {(channel, stage): 90 for channel in ("JAKI", None) for stage in ("wait", "process", "complete")},
            "channel",
            "stage",
        ),
        THIS_YEAR,
    ),
    "recap_groups": (
        table({(code, "Sampah"): place for place, code in enumerate(KELURAHAN)}, "kecamatan,kelurahan", top=3),
        THIS_YEAR,
    ),
    "recap_weekdays": (
        table({(day,): 1200 * day for day in range(7)}, "weekday"),
        About(scope="Semua wilayah", data=FRESH, at=NOW - timedelta(days=1), last_on=date(2026, 11, 1)),
    ),
    "recap_many_rows": (
        table({(f"Unit {number}",): 100 - number for number in range(40)}, "unit"),
        About(
            scope="Kota Jakarta Pusat",
            data=OLD,
            first_on=date(2026, 11, 1),
            last_on=date(2026, 11, 1),
            filters=(("category", "Sampah"), ("open", "True")),
        ),
    ),
    "recap_empty": (table({}, "unit"), About(scope="Kel. Cideng", data=DataAge(as_of=None, stale=True))),
}


@pytest.mark.parametrize("name", CASES)
def test_a_recap_reads_as_it_should(name: str, golden: Golden, local: Local) -> None:
    recap, about = CASES[name]
    golden(name, recap_message(recap, about, local, NOW))


def lines_of(html: str) -> Iterable[str]:
    return plain(html.partition("<pre>")[2].partition("</pre>")[0]).split("\n")


LABELS = st.none() | st.text(max_size=50)


@given(
    st.dictionaries(st.tuples(LABELS, st.integers(NOV - 30, NOV)), st.integers(1, 10**6), min_size=1, max_size=40),
    st.sampled_from([("category", "month"), ("month", "category"), ("category,month", None), ("month", None)]),
    st.integers(1, 30),
)
def test_whatever_the_data_a_line_fits_a_phone_and_no_count_vanishes(
    counted: dict[tuple[Any, ...], int], shape: tuple[str, str | None], most: int
) -> None:
    rows, cols = shape
    keyed = {keys if rows.startswith("category") else keys[::-1]: count for keys, count in counted.items()}
    if rows == "month" and cols is None:
        keyed = {(keys[0],): count for keys, count in keyed.items()}
    recap = table(keyed, rows, cols)
    html = recap_message(recap, THIS_YEAR, Local(_ZONE), NOW, most=most)
    judged(html)
    drawn = list(lines_of(html))
    assert all(len(line) <= WIDTH for line in drawn)
    assert drawn[-1].split()[-1] == f"{recap.total:,}".replace(",", ".")


_ZONE = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("first_on", "last_on", "words"),
    [
        (None, None, "semua waktu"),
        (date(2026, 1, 1), None, "sejak 1 Jan 2026"),
        (None, date(2026, 8, 31), "sampai 31 Agu 2026"),
        (date(2026, 5, 2), date(2026, 5, 2), "2 Mei 2026"),
        (date(2026, 5, 2), date(2026, 12, 31), "2 Mei 2026 s.d. 31 Des 2026"),
    ],
)
def test_a_period_in_words(first_on: date | None, last_on: date | None, words: str) -> None:
    assert period_words(first_on, last_on) == words


def numbers_drawn(recap: Recap) -> list[list[int]]:
    """The numbers of each row of the grid, the sums last."""
    lines: dict[str, list[int]] = {}
    for one in fromstring(recap_svg(recap, THIS_YEAR, WIB, NOW)).iter("{http://www.w3.org/2000/svg}text"):
        words = (one.text or "").replace(".", "")
        if one.get("text-anchor") == "middle" and words.isdigit():
            lines.setdefault(one.get("y", ""), []).append(int(words))
    return list(lines.values())


@pytest.mark.parametrize(("rows", "months"), [(3, 2), (44, 11), (24, 15), (60, 40)])
def test_the_picture_loses_no_count(rows: int, months: int) -> None:
    counted = {(f"Unit {row}", NOV - month): row * 40 + month for row in range(rows) for month in range(months)}
    recap = table(counted, "unit", "month")
    *lines, sums = numbers_drawn(recap)
    assert len(lines) == min(rows, 25) and sums[-1] == recap.total
    assert all(sum(line[:-1]) == line[-1] for line in (*lines, sums))
    assert [sum(column) for column in zip(*lines, strict=True)] == sums


@pytest.mark.parametrize(("rows", "months", "drawn"), [(25, 13, 25), (26, 14, 25), (24, 12, 24)])
def test_nothing_is_summed_where_all_fit_and_never_one_alone(rows: int, months: int, drawn: int) -> None:
    counted = {(f"Unit {row}", NOV - month): 1 for row in range(rows) for month in range(months)}
    recap = table(counted, "unit", "month")
    lines, svg = numbers_drawn(recap), recap_svg(recap, THIS_YEAR, WIB, NOW)
    assert len(lines) == drawn + 1 and {len(line) for line in lines} == {min(months, 13) + 1}
    assert ("lainnya (2)" in svg, "lain: jumlah 2 kolom" in svg) == (rows > 25, months > 13)
    assert svg.count("#2654a0") == drawn * min(months, 13) - (rows > 25) * 13 - (months > 13) * 24


def test_the_picture_of_one_dimension_says_what_it_leaves_out() -> None:
    svg = recap_svg(table({(f"Unit {row}",): row for row in range(30)}, "unit"), THIS_YEAR, WIB, NOW)
    assert "dan 6 lainnya: 15 aduan" in svg and "Jumlah 435 aduan" in svg
    months = recap_svg(table({(NOV - month,): 1 for month in range(30)}, "month"), THIS_YEAR, WIB, NOW)
    assert "Nov 2026" in months and "Jun 2024" not in months
