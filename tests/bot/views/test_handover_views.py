"""The way of a complaint from unit to unit, as a chat reads it."""

from datetime import timedelta

import pytest
from digest_cases import DAY, FRESH, HOUR, MINUTE, NOW, STALE, complaint
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_html import judged
from thoroughness import examples

from bot.views.handovers import handovers_page, length_words, path_html
from bot.views.markup import length
from monitor.handovers import Holder, Length, Path, Stint
from monitor.model import Moment, NearWindows, Stage


def path(*turns: tuple[str | None, timedelta, timedelta]) -> Path:
    """Each holder with how long ago it began: at most, at least."""
    begins = [Moment(NOW - most, NOW - least) for _, most, least in turns]
    stints = [
        Stint(Holder(unit, None), began, ended)
        for (unit, *_), began, ended in zip(turns, begins, [*begins[1:], None], strict=True)
    ]
    return Path(tuple(stints), 0, sum(unit is not None for unit, *_ in turns[:-1]))


BACK_AND_FORTH = path(
    (None, 3 * DAY, 3 * DAY),
    ("Sudin Bina Marga", 50 * HOUR, 50 * HOUR),
    ("Sudin Sumber Daya Air", 30 * HOUR, 30 * HOUR - 5 * MINUTE),
    ("Sudin Bina Marga", 17 * HOUR, 10 * HOUR),
)


@pytest.mark.parametrize(("name", "data"), [("", FRESH), ("_stale", STALE)])
def test_the_alert_says_who_had_it_and_what_to_agree_on(golden, local, name, data) -> None:
    one = complaint(
        "JK2611200412", age=3 * DAY, stage=Stage.COORDINATION, category="Jalan", unit="Sudin Bina Marga"
    )
    shown = {"area_title": "Kel. Cideng", "local": local, "now": NOW, "near": NearWindows()}
    golden(f"handovers{name}", handovers_page(one, BACK_AND_FORTH, data=data, **shown))


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (3 * HOUR, 3 * HOUR, "3 j"),
        (3 * HOUR, 3 * HOUR + 10 * MINUTE, "±3 j 05 m"),
        (HOUR, 7 * HOUR, "1 j–7 j"),
        (0 * HOUR, 7 * HOUR, "paling lama 7 j"),
        (0 * HOUR, 0 * HOUR, "kurang dari 1 m"),
    ],
)
def test_a_length_is_as_exact_as_it_is_known(least: timedelta, most: timedelta, words: str) -> None:
    assert length_words(Length(least, most)) == words


def test_every_arrow_is_a_hand_over() -> None:
    turns = [(None, 9 * HOUR, 9 * HOUR), ("Sudin A", 7 * HOUR, 7 * HOUR), ("Sudin B", HOUR, HOUR)]
    assert path_html(path(*turns), "Kel. Cideng", NOW) == (
        "Kel. Cideng 2 j (belum ada unit), lalu Sudin A 6 j → Sudin B 1 j (sekarang)"
    )


def test_a_reopening_is_no_hand_over() -> None:
    first = Stint(Holder("Sudin A", None), Moment.exactly(NOW - 9 * HOUR), Moment.exactly(NOW - 8 * HOUR))
    second = Stint(Holder("Sudin A", None), Moment.exactly(NOW - 2 * HOUR), Moment.exactly(NOW - HOUR), 1)
    third = Stint(Holder("Sudin B", None), Moment.exactly(NOW - HOUR), None, 2)
    html = path_html(Path((first, second, third), 2, 1), "Kel. Cideng", NOW)
    assert html.startswith("Sudin A 1 j; dibuka kembali: Sudin A 1 j; dibuka kembali → Sudin B 1 j (sekarang)")


def test_of_a_long_way_its_beginning_and_its_end_are_shown() -> None:
    turns = [(f"Unit {n % 9}", (40 - n) * HOUR, (40 - n) * HOUR) for n in range(40)]
    html = path_html(path(*turns), "Kel. Cideng", NOW)
    assert html.startswith("Unit 0 1 j → (34 unit di antaranya) → Unit 8 1 j → ")
    assert html.split("\n")[0].endswith("Unit 3 1 j (sekarang)")
    assert "dan 3 unit lain" in html


@settings(max_examples=examples(50))
@given(st.lists(st.text(max_size=300) | st.just("<b>&" * 200), min_size=1, max_size=30))
def test_whatever_units_are_called_it_fits_beside_all_else(names: list[str]) -> None:
    turns = [(name, (40 - n) * HOUR, (39 - n) * HOUR) for n, name in enumerate(names)]
    html = path_html(path(*turns), "x", NOW)
    assert judged(html) and length(html) < 1_200
