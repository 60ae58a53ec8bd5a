"""The digest as a chat reads it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from digest_cases import (
    ACTIVITY,
    CIDENG,
    CITY,
    DAY,
    FRESH,
    GAMBIR,
    GELORA,
    HOUR,
    KWITANG,
    MINUTE,
    NO_DATA,
    NOW,
    PUBLIC,
    STALE,
    audience,
    complaint,
    held_by,
    kelurahan,
    occasion,
)
from telegram_html import judged

from bot.views.digest import digest_pages, repeat_label, sign_of_life
from bot.views.words import Local
from monitor.digest import Audience, Digest, Occasion, compose
from monitor.model import Complaint, DataAge, Page, Stage


def digest(
    complaints: Sequence[Complaint],
    who: Audience | None = None,
    *,
    data: DataAge = FRESH,
    when: Occasion | None = None,
) -> Digest:
    return compose(complaints, who or audience(CIDENG), when or occasion(), data=data, activity=ACTIVITY)


def pages(made: Digest, local: Local, *, shows_address: bool = True) -> tuple[Page, ...]:
    return digest_pages(made, local, shows_address=shows_address)


def cideng() -> list[Complaint]:
    return [
        complaint("JK2611220412", age=8 * HOUR + 12 * MINUTE),
        complaint(
            "JK2611220398", age=6 * HOUR + 35 * MINUTE, category="Parkir Liar", address="Jl. Tanah Abang II"
        ),
        complaint("JK2611230007", age=2 * HOUR + 40 * MINUTE, category="Jalan", address="Jl. Musi No. 4"),
        complaint("JK2611230009", age=25 * MINUTE, response_due_at=NOW + 9 * HOUR, category=None, address=None),
        complaint("JK2611100221", age=8 * DAY, stage=Stage.PROCESS, category="Saluran Air"),
        complaint("JK2611200118", age=3 * DAY, stage=Stage.PROCESS),
        complaint("JK2611200119", age=3 * DAY, stage=Stage.VALIDATION),
        complaint("JK2611170031", age=6 * DAY + 20 * HOUR, stage=Stage.RETURNED, category="Pohon"),
        held_by("Sudin Bina Marga Jakarta Pusat", ticket="JK2611210055", category="Jalan"),
    ]


def city() -> list[Complaint]:
    senen = kelurahan("Senen")
    many = [
        complaint(f"JK26112200{n:02}", age=(7 * HOUR + n * 7 * MINUTE), area_code=code, area=None)
        for n, code in enumerate((CIDENG, CIDENG, GELORA, GELORA, KWITANG), 10)
    ]
    soon = [
        complaint(f"JK26112300{n:02}", age=n * 17 * MINUTE, area_code=code, category="Parkir Liar")
        for n, code in enumerate((CIDENG, GELORA, senen, senen), 2)
    ]
    later = [
        complaint(f"JK26112301{n:02}", response_due_at=NOW + 10 * HOUR, age=n * MINUTE, area_code=GELORA)
        for n in range(3)
    ]
    return [
        *many,
        *soon,
        *later,
        complaint("JK2611230201", area=None, area_code=None, address=None, category="Lain-lain"),
        complaint("JK2611230202", area_code=KWITANG, unit="Kecamatan Gambir", unit_area_code=GAMBIR),
        complaint("JK2611100301", age=9 * DAY, stage=Stage.PROCESS, area_code=KWITANG),
        complaint("JK2611200302", age=2 * DAY, stage=Stage.PROCESS, area_code=KWITANG),
        held_by("Sudin Bina Marga", ticket="JK2611210401"),
        held_by("Sudin Lingkungan Hidup", ticket="JK2611210402", area_code=GELORA),
        held_by("Sudin Bina Marga", ticket="JK2611210403", area_code=KWITANG, age=9 * DAY),
    ]


def test_kelurahan_reads_what_to_do_first(golden, local) -> None:
    golden("digest_kelurahan", pages(digest(cideng()), local))


def test_city_reads_a_table_and_whom_to_call(golden, local) -> None:
    golden("digest_city", pages(digest(city(), audience(CITY)), local))


def test_city_reads_what_the_crm_shows_no_more(golden, local) -> None:
    gone = [complaint(f"JK26112200{n:02}", missing_since=NOW - HOUR) for n in range(12)]
    golden("digest_city_missing", pages(digest([*city(), *gone[:1]], audience(CITY)), local))
    golden("digest_city_many_missing", pages(digest([*city(), *gone], audience(CITY)), local))


def test_kecamatan_reads_a_table_by_kelurahan(golden, local) -> None:
    golden("digest_kecamatan", pages(digest(city(), audience(GAMBIR)), local))


def test_several_areas_read_lines_that_name_their_kelurahan(golden, local) -> None:
    golden("digest_several_areas", pages(digest(city(), audience(CIDENG, KWITANG)), local))


def test_whoever_sees_everything_reads_a_table_by_kota(golden, local) -> None:
    golden("digest_everything", pages(digest(city(), audience()), local))


def test_unit_reads_what_it_holds(golden, local) -> None:
    golden("digest_unit", pages(digest(city(), audience(unit="SUDIN BINA-MARGA")), local))


def test_address_can_be_left_out(golden, local) -> None:
    golden("digest_without_address", pages(digest(cideng()[:2]), local, shows_address=False))


def test_late_digest_says_so(golden, local) -> None:
    late = occasion(at=NOW + 72 * MINUTE, late=True)
    golden("digest_late", pages(digest(cideng()[:2], when=late), local))


@pytest.mark.parametrize(("name", "data"), [("stale", STALE), ("partial", PUBLIC), ("no_data", NO_DATA)])
def test_old_or_partial_data_is_told_first_and_nothing_is_nihil(golden, local, name, data) -> None:
    for who, title in ((audience(CITY), "city"), (audience(CIDENG), "kelurahan")):
        made = pages(digest(city(), who, data=data), local)
        golden(f"digest_{name}_{title}", made)
        empty = pages(digest([], who, data=data), local)
        golden(f"digest_{name}_{title}_empty", empty)
        for page in (*made, *empty):
            assert page.text.startswith("⚠️")
            assert "NIHIL" not in page.text
            assert "idak ada aduan" not in page.text


def test_nothing_open_is_one_short_page(golden, local) -> None:
    golden("digest_empty_kelurahan", pages(digest([]), local))
    golden("digest_empty_city", pages(digest([], audience(CITY)), local))


@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("before_next", [complaint("JK2611230501", age=3 * HOUR)]),
        ("waiting", [complaint("JK2611230502", response_due_at=NOW + DAY)]),
        ("completion_overdue", [complaint("JK2611100503", age=8 * DAY, stage=Stage.PROCESS)]),
        ("completion_before_next", [complaint("JK2611160504", age=7 * DAY - 3 * HOUR, stage=Stage.PROCESS)]),
        ("in_process", [complaint("JK2611220505", age=DAY, stage=Stage.PROCESS)]),
        ("elsewhere", [held_by("Sudin Bina Marga", ticket="JK2611220506")]),
    ],
)
def test_first_line_names_the_most_urgent_there_is(golden, local, name, only) -> None:
    golden(f"digest_only_{name}", pages(digest(only), local))


def only_in_process() -> list[Complaint]:
    return [complaint(f"JK26112{n:05}", age=n * HOUR, stage=Stage.PROCESS) for n in range(30, 50)]


def test_chat_that_has_only_work_in_process_reads_that_nothing_waits_and_every_ticket(golden, local) -> None:
    who = audience(unit="Sudin Bina Marga")
    held = [replace(one, unit="Sudin Bina Marga") for one in only_in_process()]
    golden("digest_unit_in_process", pages(digest(held, who), local))


@pytest.mark.parametrize("data", [STALE, PUBLIC, NO_DATA])
def test_nothing_waits_is_not_said_on_old_or_partial_data(local, data) -> None:
    (page, *_) = pages(digest(only_in_process(), data=data), local)
    assert "20 aduan dalam proses" in page.text
    assert "idak ada yang" not in page.text
    city = digest([*only_in_process(), complaint(missing_since=NOW - HOUR)], audience(CITY))
    assert "idak ada yang" not in pages(city, local)[0].text


def test_completion_without_a_limit_is_said_to_have_none(local) -> None:
    one = complaint(stage=Stage.PROCESS, completion_due_at=None)
    assert "Belum ada tenggat selesai yang berjalan." in pages(digest([one]), local)[0].text


def test_city_reads_what_is_in_process_behind_its_buttons(local) -> None:
    first, *others = pages(digest([complaint("JK1", age=7 * HOUR), *only_in_process()], audience(CITY)), local)
    assert first.tickets == ("JK1",)
    assert sum(len(page.tickets) for page in others) == 20


def test_both_late_clocks_are_told(golden, local) -> None:
    golden("digest_both_late", pages(digest([complaint("JK2611100601", age=9 * DAY)]), local))


def test_next_slot_tomorrow_is_called_tomorrow(golden, local) -> None:
    tomorrow = occasion(next_slot_at=NOW + DAY)
    golden("digest_until_tomorrow", pages(digest(cideng(), when=tomorrow), local))


def test_unmapped_status_and_missing_limit_are_told(golden, local) -> None:
    odd = [
        complaint("JK2611220701", age=7 * HOUR, stage=Stage.UNMAPPED, status="Sedang ditelaah"),
        complaint("JK2611220702", age=7 * HOUR, response_due_at=None, completion_due_at=None),
    ]
    golden("digest_odd", pages(digest(odd), local))


def test_many_lines_go_on_further_pages(golden, local) -> None:
    many = [complaint(f"JK2611229{n:03}", age=(7 * HOUR + n * MINUTE)) for n in range(45)]
    golden("digest_many_pages", pages(digest([*many, *cideng()]), local))


def test_repeat_is_labelled(golden, local) -> None:
    first = pages(digest(cideng()[:1]), local)[0]
    repeated = repeat_label(first)
    assert repeated.tickets == first.tickets
    golden("digest_repeated", repeated)


@pytest.mark.parametrize(("name", "data"), [("fresh", FRESH), ("stale", STALE), ("partial", PUBLIC)])
def test_sign_of_life_never_calms_on_old_data(golden, local, name, data) -> None:
    page = sign_of_life("Kel. Cideng", local, NOW, data)
    golden(f"sign_of_life_{name}", page)
    assert ("tidak ada aduan" in page.text) == (data is FRESH)


def test_table_fits_a_phone(local) -> None:
    for who in (audience(CITY), audience(), *(audience(area.code) for area in audience(CITY).table)):
        for lines in (city(), [replace(one, area_code=area.code) for one in city() for area in who.kelurahan]):
            html = pages(digest(lines, who), local)[0].html
            judged(html)
            table = html.partition("<pre>")[2].partition("</pre>")[0]
            assert max(map(len, table.split("\n"))) <= 32
