"""The answer to /peringkat, as it is read."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from builders import NOW, complaint
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_cases import (
    CITY,
    GAMBIR_DISTRICT,
    NOVEMBER,
    OCTOBER,
    OLD,
    PUBLIC,
    apart,
    ranking,
    row,
    sight,
    standings,
    whole_city,
)
from telegram_html import judged
from thoroughness import examples

from bot.pictures.bars import MOST, bars_svg
from bot.pictures.ranking import ranking_chart
from bot.views.markup import plain
from bot.views.ranking import (
    future_month,
    rank_not_understood,
    rank_outside,
    ranking_message,
    ranking_page,
)
from bot.views.tables import WIDTH
from bot.views.words import Local
from monitor.model import DataAge, Scope
from monitor.period import Month
from monitor.ranks.prospect import Costly, Prospect
from monitor.ranks.standings import Standings, without_estimates
from monitor.scores.holders import Apart, By
from monitor.unseen import WORDS, Unseen

from .conftest import Golden

WIB = Local(ZoneInfo("Asia/Jakarta"))
CIDENG = Scope(areas=("31.71.01.1002",))
GAMBIR = Scope(areas=(GAMBIR_DISTRICT,))
THE_CITY = Scope(areas=(CITY,))
BINA_MARGA = Scope(unit="Sudin Bina Marga")
HOUR = timedelta(hours=1)
ENDED = {"month": OCTOBER, "is_running": False}
CUT_AT = NOW + timedelta(days=15, hours=15, minutes=59)  # 8 December, 23.59
FROZEN_AT = CUT_AT - timedelta(days=30)
THEN = DataAge(FROZEN_AT - timedelta(minutes=4), stale=False)
DISTRICTS = (("Gambir", 0), ("Tanah Abang", 1), ("Menteng", 2), ("Senen", 4))


def own(name: str = "Cideng", n: int = 39, late: int = 1, **says: object) -> Standings:
    others = (row("Gambir", 12), row("Petojo Utara", 7), row("Kwitang", 20, 4))
    return standings(ranking(row(name, n, late, **says), *others), sight(CIDENG), "Kel. Cideng")


def before(*rows: object) -> dict[str, object]:
    return {"before": ranking(*rows, month=OCTOBER)}  # type: ignore[arg-type]


def districts(**says: object) -> Standings:
    rows = (row(name, 20, late, code=f"31.71.0{place}") for place, (name, late) in enumerate(DISTRICTS, 1))
    found = ranking(*rows, apart(Apart.OTHER_UNIT, 7), by=By.KECAMATAN)
    return standings(found, sight(THE_CITY), "Kota Jakarta Pusat", **says)


def city(**says: object) -> Standings:
    found = ranking(*whole_city(), apart(Apart.NO_AREA, 3))
    return standings(found, sight(THE_CITY, By.KELURAHAN), "Kota Jakarta Pusat", **says)


def closed(told: Standings) -> Standings:
    return replace(told, ranking=without_estimates(told.ranking), shows_estimates=False)


def mixed() -> Standings:
    rows = (row("Gambir", official=True, nilai=99.956), row("Cideng", late=1), row("Kwitang", official=True))
    return standings(
        ranking(*rows), sight(THE_CITY, By.KELURAHAN), "Kota Jakarta Pusat", month=OCTOBER, is_running=False
    )


def with_prospect(told: Standings, *tickets: str, worst: str = "97.1", others: int = 0) -> Standings:
    """Of each two the first is late to be answered, the second is to be completed in three hours."""
    dues = itertools.cycle([(Decimal("0.3"), NOW - HOUR, NOW + HOUR), (Decimal(0), None, NOW + 3 * HOUR)])
    costly = [Costly(complaint(ticket=ticket), *due) for ticket, due in zip(tickets, dues, strict=False)]
    found = Prospect(
        by=By.KELURAHAN,
        subject=CITY if told.has_table else CIDENG.areas[0],
        month=NOVEMBER,
        at=NOW,
        cut_at=CUT_AT,
        n=39,
        nilai=Decimal("97.436"),
        at_cut_off=Decimal(worst),
        at_best=Decimal("98.25"),
        costly=tuple(costly),
        others=others,
    )
    return replace(told, prospect=found)


def frozen() -> Standings:
    """October, frozen; one complaint became known later."""
    then = [row("Cideng", 39, 1), row("Gambir"), row("Kwitang", 20, 4)]
    now = ranking(row("Cideng", 40, 2), *then[1:])
    told = standings(ranking(*then), sight(CIDENG), "Kel. Cideng", cut_at=FROZEN_AT, data=THEN, live=now)
    return replace(told, **ENDED)


def left_out() -> Standings:
    """A table of a month that was frozen without it."""
    rows = (row("Sudin Bina Marga", 39, 1), row("Sudin Pertamanan"))
    told = standings(
        ranking(*rows, by=By.UNIT),
        sight(THE_CITY, By.UNIT, sees_all=True),
        "Kota Jakarta Pusat",
        was_left_out=True,
    )
    return replace(told, **ENDED)


def without_apart() -> Standings:
    """A month that was frozen without what is apart of a kota."""
    told = standings(ranking(row("Cideng", 39, 1), row("Gambir")), sight(THE_CITY), "Kota Jakarta Pusat")
    return replace(told, cut_at=FROZEN_AT, data=THEN, lacks_apart=True, **ENDED)


CASES: dict[str, Callable[[], Standings]] = {
    "rank_city_frozen_without_apart": without_apart,
    "rank_own": lambda: replace(own(), **before(row("Cideng", 9, 3), row("Gambir"), row("Kwitang", 9, 1))),
    "rank_own_fell": lambda: replace(own(late=30, unknown=2), **before(row("Cideng"), row("Gambir", 9, 1))),
    "rank_own_stays": lambda: replace(own(late=0), **before(row("Cideng"), row("Gambir"))),
    "rank_own_frozen_more": lambda: replace(
        frozen(), settings_changed=True, live=ranking(row("Cideng", 40, 1, nilai=Decimal("97.436")))
    ),
    "rank_own_rose_among_fewer": lambda: replace(
        own(late=0), **before(row("Cideng", 9, 4), *(row(f"Lain {n}") for n in range(4)))
    ),
    "rank_own_stays_among_fewer": lambda: replace(own(late=0), **before(row("Cideng"), row("Gambir", 9, 1))),
    "rank_own_with_others": lambda: replace(own(), held_elsewhere=2),
    "rank_own_frozen_with_others": lambda: replace(frozen(), held_elsewhere=1),
    "rank_own_small": lambda: own(n=1, late=0),
    "rank_own_none": lambda: own(n=0, late=0),
    "rank_own_undecided": lambda: own(n=3, late=0, nilai=None),
    "rank_own_old": lambda: replace(own(), data=OLD),
    "rank_own_closed": lambda: closed(own()),
    "rank_own_closed_official": lambda: closed(own(official=True, nilai=99.975)),
    "rank_own_outlook": lambda: with_prospect(own(), "JK2611220412", "JK2611220398"),
    "rank_own_outlook_others": lambda: with_prospect(own(), "JK2611220412", "JK2611220398", others=9),
    "rank_own_outlook_closed": lambda: closed(with_prospect(own(), "JK2611220412")),
    "rank_own_outlook_official": lambda: with_prospect(own(official=True, nilai=99), "JK2611220412"),
    "rank_districts_outlook": lambda: with_prospect(districts(), "JK2611220412", "JK2611220398", others=2),
    "rank_own_frozen": frozen,
    "rank_own_frozen_other_settings": lambda: replace(frozen(), settings_changed=True),
    "rank_own_frozen_closed": lambda: replace(
        closed(frozen()), live=without_estimates(frozen().live or frozen().ranking)
    ),
    "rank_city_frozen": lambda: replace(frozen(), sight=sight(THE_CITY, By.KELURAHAN)),
    "rank_city_frozen_old": lambda: replace(
        frozen(),
        sight=sight(THE_CITY, By.KELURAHAN),
        data=DataAge(FROZEN_AT - timedelta(days=9), stale=True, partial=WORDS[Unseen.PART]),
        ranking=ranking(row("Cideng", 39, 1), row("Gambir")),
    ),
    "rank_own_frozen_unknown": lambda: replace(frozen(), data=DataAge(None, stale=True)),
    "rank_units_left_out": left_out,
    "rank_districts": districts,
    "rank_districts_official": lambda: replace(
        districts(),
        ranking=ranking(*(replace(one, official=True) for one in districts().ranking.rows), by=By.KECAMATAN),
        month=OCTOBER,
        is_running=False,
    ),
    "rank_districts_closed": lambda: closed(districts()),
    "rank_city": city,
    "rank_city_partial": lambda: replace(districts(), data=PUBLIC, ranking=ranking(row("Gambir"), row("Cideng"))),
    "rank_city_closed": lambda: closed(city()),
    "rank_city_small_ones": lambda: replace(
        city(),
        ranking=ranking(*(row(one.name, 1) if place < 3 else one for place, one in enumerate(whole_city()))),
    ),
    "rank_mixed": mixed,
    "rank_part_of_the_city": lambda: standings(ranking(*whole_city()), sight(GAMBIR, By.KELURAHAN), "Kec. Gambir"),
    "rank_own_and_others": lambda: standings(ranking(*whole_city()), sight(CIDENG, sees_all=True), "Kel. Cideng"),
    "rank_unit": lambda: standings(
        ranking(row("Sudin Bina Marga", 39, 1), row("Sudin Pertamanan"), by=By.UNIT),
        sight(BINA_MARGA),
        "Sudin Bina Marga",
        where="semua wilayah",
    ),
    "rank_unit_closed": lambda: closed(
        standings(
            ranking(row("Sudin Bina Marga", 39, 1), by=By.UNIT),
            sight(BINA_MARGA),
            "Sudin Bina Marga",
            where="semua wilayah",
        )
    ),
    "rank_unit_idle": lambda: standings(
        ranking(row("Sudin Pertamanan"), by=By.UNIT), sight(BINA_MARGA), "Sudin Bina Marga", where="semua wilayah"
    ),
    "rank_units_idle": lambda: standings(
        ranking(apart(Apart.NO_UNIT, 30), by=By.UNIT), sight(THE_CITY, By.UNIT), "Kota Jakarta Pusat"
    ),
    "rank_units_idle_partial": lambda: standings(
        ranking(apart(Apart.NO_UNIT, 30), by=By.UNIT), sight(THE_CITY, By.UNIT), "Kota Jakarta Pusat", data=PUBLIC
    ),
    "rank_own_none_partial": lambda: replace(own(n=0, late=0), data=PUBLIC),
    "rank_nothing_known": lambda: standings(
        ranking(row("Cideng", 0), row("Gambir", 0)), sight(CIDENG), "Kel. Cideng", month=OCTOBER, is_running=False
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rank_reads_as_it_should(name: str, golden: Golden, local: Local) -> None:
    golden(name, ranking_message(CASES[name](), local, NOW))


def test_the_whole_table_is_turned_page_by_page(golden: Golden, local: Local) -> None:
    pages = [ranking_page(city(), local, NOW, page) for page in (1, 2)]
    golden("rank_whole_table", [html for html, _, _ in pages])
    assert [numbers for _, *numbers in pages] == [[1, 2], [2, 2]]
    assert ranking_page(city(), local, NOW, 99)[1] == 2


def test_short_answers_about_ranks(golden: Golden, local: Local) -> None:
    golden("rank_future_month", future_month(NOVEMBER.next, local, NOW))
    golden("rank_not_understood", rank_not_understood("gambir <b>"))
    golden("rank_outside", rank_outside("Kel. Cideng", [By.KELURAHAN]))
    levels = [By.KECAMATAN, By.KELURAHAN, By.UNIT]
    golden("rank_outside_of_several", rank_outside("Kota Jakarta Pusat", levels))


def test_a_group_is_told_no_name_and_no_figure_of_others(local: Local) -> None:
    for told in (own(), closed(own())):
        text = plain(ranking_message(told, local, NOW))
        assert "Kwitang" not in text and "80" not in text
        assert "Kwitang" not in plain(ranking_page(told, local, NOW, 1)[0])
        assert not any("Kwitang" in bar.name for bar in ranking_chart(told, local, NOW).bars)


def test_without_leave_no_estimate_is_told_anywhere(local: Local) -> None:
    for told in (closed(own()), closed(city()), closed(districts())):
        for html in (ranking_message(told, local, NOW), ranking_page(told, local, NOW, 1)[0]):
            text = plain(html).replace("Nilai, peringkat, dan urutan perkiraan siaga belum dibuka di sini.", "")
            assert not any(word in text for word in ("Nilai", "Urutan 1", "Peringkat ", "NIHIL", " A "))


def test_nothing_is_nihil_on_data_that_is_not_whole(local: Local) -> None:
    for data in (OLD, PUBLIC):
        assert "NIHIL" not in ranking_message(replace(districts(), data=data), local, NOW)


NAMES = st.text(max_size=60) | st.sampled_from(
    ["<b>", "&amp;", "A" * 300, "\u202eabc", "👨‍👩‍👧‍👦" * 9, "\n\n", ""]
)
ROWS = st.builds(
    lambda name, place, n, late, nilai, official: row(
        name, n, min(late, n), code=f"31.71.{place}", nilai=nilai, official=official
    ),
    NAMES,
    st.integers(0, 10**6),
    st.sampled_from([0, 1, 5, 1_234]),
    st.integers(0, 5),
    st.none() | st.decimals(0, 100, places=3).map(Decimal),
    st.booleans(),
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(ROWS, max_size=30), NAMES, st.booleans())
def test_whatever_the_names_a_rank_is_valid_and_fits_a_phone(rows, title, hides) -> None:
    told = replace(city(), ranking=ranking(*rows), title=title, where=title)
    told = closed(told) if hides else told
    for html in (ranking_message(told, WIB, NOW), ranking_page(told, WIB, NOW, 1)[0]):
        judged(html)
        for block in html.split("<pre>")[1:]:
            assert all(len(line) <= WIDTH for line in plain(block.partition("</pre>")[0]).split("\n"))
    bars_svg(ranking_chart(told, WIB, NOW))


def test_the_picture_is_cut_as_the_text_is(local: Local) -> None:
    best, worst, rest = ranking_chart(city(), local, NOW).sections
    assert (best.title, len(best.bars), best.note) == ("Lima teratas", 5, "dan 35 setara")
    assert (worst.title, [bar.name for bar in worst.bars]) == (
        "Di bawah peringkat A",
        ["Tanah Tinggi", "Galur", "Kampung Rawa"],
    )
    assert rest.bars == ()
    tied = replace(city(), ranking=ranking(*(row(one.name, 8) for one in whole_city())))
    chart = ranking_chart(tied, local, NOW)
    assert len(chart.bars) == 5
    assert [one.note for one in chart.sections] == ["dan 39 setara", "Di bawah peringkat A: NIHIL"]
    assert "NIHIL" not in str(ranking_chart(replace(tied, data=OLD), local, NOW))


def test_the_picture_tells_who_has_no_place_and_what_is_unknown(local: Local) -> None:
    rows = [row(one.name, 1 if place < 2 else 0 if place < 4 else 8) for place, one in enumerate(whole_city())]
    told = replace(city(), ranking=ranking(*rows[:-1], row(rows[-1].name, 9, unknown=2), apart(Apart.NO_AREA, 3)))
    chart = ranking_chart(told, local, NOW)
    assert "2 tanpa aduan, nilai N/A" in chart.sections[-1].note
    assert chart.sections[-1].note.startswith("Di bawah peringkat A: NIHIL · Di bawah 2 aduan, tanpa urutan: ")
    assert chart.footnote == "2 tidak dapat dipastikan, dihitung terpisah · Di luar urutan: 3 belum ada wilayah"
    assert ranking_chart(mixed(), local, NOW).bars[0].words == "100,000* A"


def test_the_picture_shows_the_own_place_however_long_the_table(local: Local) -> None:
    rows = [row(f"Unit {place}", 10, place // 40, code=f"31.71.{place}") for place in range(267)]
    sees = replace(sight(THE_CITY, By.KELURAHAN), own=frozenset({"31.71.133"}))
    told = standings(ranking(*rows), sees, "Kota")
    for shown in (told, closed(told)):
        chart = ranking_chart(shown, local, NOW)
        assert len(chart.bars) == 11
        assert [bar.name for bar in chart.bars if bar.tone == "own"] == ["Unit 133"]
    many = ranking_chart(
        replace(told, sight=replace(sees, own=frozenset(one.subject or "" for one in rows))), local, NOW
    )
    assert len(many.bars) <= MOST and "dan 243 lainnya" in [one.note for one in many.sections]


def test_the_picture_says_whose_figures_it_draws(local: Local) -> None:
    assert ranking_chart(districts(), local, NOW).subtitle == "November berjalan · perkiraan siaga · data 07.58"
    ended = replace(districts(), month=Month(2026, 10), is_running=False)
    then = DataAge(NOW - timedelta(hours=3), stale=False)
    frozen = ranking_chart(replace(ended, cut_at=NOW - timedelta(hours=1), data=then), local, NOW)
    assert frozen.subtitle == "Oktober · perkiraan siaga · dibekukan 07.00, data saat itu 05.00"
    part = replace(then, partial="hanya aduan publik")
    partly = ranking_chart(replace(ended, cut_at=NOW - timedelta(hours=1), data=part), local, NOW)
    assert partly.subtitle == f"{frozen.subtitle}, tidak lengkap"
    assert "data saat dibekukan tidak lengkap: hanya aduan publik" in partly.footnote
    unfrozen = ranking_chart(replace(ended, was_left_out=True), local, NOW)
    assert unfrozen.subtitle == "Oktober · perkiraan siaga · belum dibekukan, data 07.58"
    hidden = ranking_chart(closed(districts()), local, NOW)
    assert hidden.title == "Dijawab tepat waktu per kecamatan · Kota Jakarta Pusat"
    assert (hidden.bars[0].words, hidden.bars[0].more) == ("100,0 %", "dari 20") and "siaga" not in hidden.subtitle
    later = NOW + timedelta(days=40)
    assert ranking_chart(replace(districts(), is_running=False), local, later).subtitle.startswith(
        "November 2026 · "
    )


def test_nearly_all_never_reads_as_all(local: Local) -> None:
    rows = (row("Cideng", 5_000, 1), row("Gambir", 5_000, 4_999))
    told = closed(standings(ranking(*rows), sight(THE_CITY, By.KELURAHAN), "Kota Jakarta Pusat"))
    own_codes = frozenset({"31.71.01.1001", "31.71.01.1002"})
    mine = plain(ranking_message(replace(told, sight=replace(told.sight, own=own_codes)), local, NOW))
    assert "4.999 dari 5.000 (99,9 %; rentang 99,9–99,9 %)" in mine
    assert "1 dari 5.000 (0,1 %; rentang 0,1–0,1 %)" in mine
    assert all(share in plain(ranking_message(told, local, NOW)) for share in (" 99,9%", "  0,1%"))
    bars = ranking_chart(told, local, NOW).bars
    assert [bar.words for bar in bars] == ["99,9 %", "0,1 %"]


@pytest.mark.parametrize(
    ("hours", "words"), [("0.001", "<1 m"), ("0.016", "<1 m"), ("0.995", "59 m"), ("1.25", "1,2 j")]
)
def test_a_short_median_never_reads_as_nothing(hours: str, words: str) -> None:
    one = replace(row("Cideng", 5), response_median_h=Decimal(hours))
    told = closed(standings(ranking(one, row("Gambir")), sight(THE_CITY, By.KELURAHAN), "Kota"))
    assert plain(ranking_page(told, WIB, NOW, 1)[0]).count(f" {words}\n") == 1
