"""What /pedoman answers, as a chat reads it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.views.limit_words import limit_words
from bot.views.pages import page_of
from bot.views.pedoman import guideline_html, guidelines_html, no_guideline_html
from monitor.deadlines.category_limits import CategoryLimits, Narrower
from monitor.deadlines.limits import parse_limit
from monitor.deadlines.pedoman import Guideline
from monitor.model import ClockName

WASTE = Guideline(
    category="Sampah",
    aliases=("Sampah Liar", "Tumpukan Sampah"),
    unit="Sudin Lingkungan Hidup",
    criteria=("Foto sebelum dan sesudah dari titik yang sama", "Keterangan tindakan dan tanggalnya"),
)
SIX_HOURS, THREE_DAYS, WEEK = parse_limit("6h"), parse_limit("3 working days"), parse_limit("7 days")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("6h", "6 jam"),
        ("90m", "1 jam 30 menit"),
        ("45m", "45 menit"),
        ("7 days", "7 hari"),
        ("2w", "14 hari"),
        ("3 working days", "3 hari kerja"),
        ("24 working hours", "24 jam kerja"),
        ("2000h", "2.000 jam"),
        ("none", "tanpa batas"),
    ],
)
def test_a_limit_is_said_as_people_say_it(written: str, words: str) -> None:
    assert limit_words(parse_limit(written)) == words


BOUND = CategoryLimits(response=SIX_HOURS, completion=THREE_DAYS, assumed=False)
ASSUMED = CategoryLimits(response=SIX_HOURS, completion=WEEK, assumed=True)
BY_JAKI = Narrower(clock=ClockName.COMPLETION, limit=parse_limit("2 working days"), channel="JAKI <&>")
OF_UNITS = Narrower(clock=ClockName.RESPONSE, limit=None, unit_level="unit", priority="Tinggi")


def test_a_category_of_the_table(golden) -> None:
    golden("pedoman_whole", [page_of(guideline_html(WASTE, BOUND, Decimal("2.50")))])
    bare = guideline_html(Guideline(category="Jalan <&>"), ASSUMED, Decimal(10))
    golden("pedoman_bare", [page_of(bare)])


def test_what_holds_for_some_of_its_complaints(golden) -> None:
    narrower = (BY_JAKI, OF_UNITS, replace(BY_JAKI, channel="SMS", unit_level="kelurahan"))
    golden("pedoman_narrower", [page_of(guideline_html(WASTE, replace(BOUND, narrower=narrower), Decimal(2)))])


def test_a_category_that_is_not_in_it(golden) -> None:
    shown = [
        page_of(no_guideline_html("Parkir <liar>", ASSUMED, Decimal(1), has_buttons=has_buttons))
        for has_buttons in (True, False)
    ]
    golden("pedoman_unknown", shown)


def test_all_categories(golden) -> None:
    many = [Guideline(category=f"Kategori {number}") for number in range(1, 75)]
    golden("pedoman_list", [page_of(guidelines_html([WASTE, *many]))])
    golden("pedoman_empty", [page_of(guidelines_html([]))])


def test_a_line_of_any_length_fits_a_message() -> None:
    huge = Guideline(
        category="x" * 5_000, aliases=("y" * 500,) * 100, unit="z" * 5_000, criteria=("k" * 900,) * 100
    )
    long = Narrower(clock=ClockName.COMPLETION, limit=None, channel="c" * 900, priority="p" * 900)
    limits = replace(ASSUMED, narrower=(long,) * 100 + (replace(long, clock=ClockName.RESPONSE),) * 100)
    assert len(page_of(guideline_html(huge, limits, Decimal(1))).text) < 4_096
    assert len(page_of(guidelines_html([huge] * 500)).text) < 4_096
