"""Pictures: whatever the words are, they are drawn, fit, and break nothing."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from bot.pictures.bars import MOST, WIDTH, Bar, BarChart, Section, bars_svg
from bot.pictures.grid import MOST_COLUMNS, MOST_ROWS, Grid, grid_svg
from bot.pictures.render import png
from bot.pictures.svg import fitted, width_of
from monitor.errors import BadInput

SVG = "{http://www.w3.org/2000/svg}"


def chart(*bars: Bar, title: str = "Peringkat kelurahan") -> BarChart:
    return BarChart(title=title, subtitle="November 2026", sections=(Section(bars),), most=100)


def grid(rows: int, columns: int) -> Grid:
    return Grid(
        title="Kategori x wilayah",
        subtitle="2023",
        rows=tuple(f"Baris {n}" for n in range(rows)),
        columns=tuple(f"K{n}" for n in range(columns)),
        cells=tuple(tuple(n * m for m in range(columns)) for n in range(rows)),
        totals=tuple(range(rows)),
        sums=tuple(range(columns + 1)),
    )


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in fromstring(svg).iter(f"{SVG}text")]


def lengths_of(svg: str) -> list[float]:
    """Of the coloured bars: each stands behind the pale one of full length."""
    rects = [
        float(one.get("width", "0")) for one in fromstring(svg).iter(f"{SVG}rect") if one.get("height") == "16.0"
    ]
    full = max(rects)
    return [length / full for length in rects if length != full]


@settings(max_examples=examples(40), deadline=None)
@given(st.text(), st.text(), st.text(max_size=2_000))
def test_any_words_give_well_formed_pictures_that_resvg_draws(name: str, words: str, title: str) -> None:
    svg = bars_svg(chart(Bar(name, 50, words), title=title))
    assert "November 2026" in words_of(svg)
    for one in fromstring(svg).iter(f"{SVG}text"):
        assert width_of(one.text or "", float(one.get("font-size", "0"))) <= WIDTH - 96


def test_words_are_drawn() -> None:
    drawn, blank = (png(bars_svg(chart(Bar(name, 10, "")))) for name in ("Cideng", " "))
    assert drawn.startswith(b"\x89PNG") and drawn != blank
    assert struct.unpack(">I", drawn[16:20]) == (WIDTH,)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(BadInput, match="cannot be drawn"):
        png("<svg")


def test_the_bars_are_as_long_as_their_values() -> None:
    svg = bars_svg(chart(Bar("a", 50, "50"), Bar("b", 25, "25"), Bar("c", None, "N/A"), Bar("d", 0, "0")))
    assert lengths_of(svg) == [0.5, 0.25]


def test_the_own_place_stands_out() -> None:
    svg = bars_svg(chart(Bar("a", 50, "50"), Bar("Cideng", 40, "40", tone="own")))
    bold = [one.text for one in fromstring(svg).iter(f"{SVG}text") if one.get("font-weight")]
    assert bold == ["Peringkat kelurahan", "50", "Cideng", "40"]
    assert bars_svg(chart(Bar("Cideng", 40, "40", tone="own"))).count("#fff1e3") == 1


def test_a_picture_stays_small_however_much_there_is_to_draw() -> None:
    many = chart(*(Bar(f"n{n}", n, str(n)) for n in range(500)))
    assert sum(word.startswith("n") for word in words_of(bars_svg(many))) == MOST
    words = words_of(grid_svg(grid(MOST_ROWS + 5, MOST_COLUMNS + 3)))
    assert sum(word.startswith("Baris") for word in words) == MOST_ROWS


def test_every_number_of_a_cross_table_is_written() -> None:
    words = words_of(grid_svg(grid(3, 4)))
    assert words[2:8] == ["K0", "K1", "K2", "K3", "Jumlah", "Baris 0"]
    assert [word for word in words[2:] if word.isdigit()] == [
        *("0", "0", "0", "0", "0"),
        *("0", "1", "2", "3", "1"),
        *("0", "2", "4", "6", "2"),
        *("0", "1", "2", "3", "4"),  # the sums
    ]


def test_bold_unicode_is_written_plainly_and_long_names_are_cut() -> None:
    assert fitted("\U0001d5d6\U0001d5f6\U0001d5f1eng 🔥", 25, 400) == "Cideng ·"
    assert fitted("a" * 100, 25, 100).endswith("…")


def test_long_titles_and_notes_go_on_in_a_second_line() -> None:
    long = chart(Bar("Cideng", 50, "50"), title="Dijawab tepat waktu per kelurahan · Kota Jakarta Pusat")
    words = words_of(bars_svg(replace(long, footnote="· ".join(f"catatan {n} " * 5 for n in range(4)))))
    assert words[:2] == ["Dijawab tepat waktu per kelurahan", "Kota Jakarta Pusat"]
    assert sum(line.startswith("catatan") for line in words) == 3


def test_sections_have_titles_and_say_what_they_leave_out() -> None:
    sections = (Section((Bar("a", 1, "1"),), "Lima teratas", "dan 39 setara"), Section((), note="NIHIL"))
    words = words_of(bars_svg(replace(chart(), sections=sections)))
    assert words[2:] == ["Lima teratas", "a", "1", "dan 39 setara", "NIHIL"]


def test_what_sums_others_does_not_make_the_rest_pale() -> None:
    found = grid(3, 3)
    shaded = [grid_svg(one).count("#2654a0") for one in (found, replace(found, plain_row=2, plain_column=2))]
    assert shaded == [1, 1]
    svg = grid_svg(replace(found, cells=((1, 1, 900), (2, 1, 900), (700, 700, 9999)), plain_row=2, plain_column=2))
    assert (
        svg.count("#2654a0") == 1
        and svg.count("<rect") - grid_svg(replace(found, cells=((0,) * 3,) * 3)).count("<rect") == 4
    )
