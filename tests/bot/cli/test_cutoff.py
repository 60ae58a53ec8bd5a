"""`siaga cutoff`, and `siaga rank --frozen`: the same bytes for ever."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.config import build_parts, desk_parts, load_settings
from monitor.frozen.freezing import freeze_once
from storage import open_store

from .conftest import Place

HEADER = "Nomor Tiket,Tanggal Laporan,Tanggal Respon,Tanggal Selesai,Status,Kategori,Kelurahan,SKPD\n"
EXPORT = (
    HEADER + "JK1,2026-11-01 00:00,2026-11-01 01:00,2026-11-02 00:00,Selesai,Sampah,Cideng,\n"
    "JK2,2026-11-02 08:00,2026-11-02 16:00,2026-11-03 08:00,Selesai,Sampah,Cideng,\n"
    "JK3,2026-11-22 21:00,,,Menunggu,Jalan,Gelora,\n"
    "JK4,2026-11-20 08:00,2026-11-20 09:00,,Proses,Jalan,,Sudin Bina Marga\n"
    "JK5,2026-11-20 08:00,2026-11-20 09:00,2026-11-20 10:00,Selesai,Jalan,Kwitang,\n"
)
CORRECTED = (
    HEADER + "JK3,2026-11-22 21:00,2026-12-08 23:30,2026-12-09 08:00,Selesai,Jalan,Gelora,\n"
    "JK5,2026-12-01 08:00,2026-12-01 09:00,2026-12-01 10:00,Selesai,Jalan,Kwitang,\n"
    "JK9,2026-11-21 08:00,2026-11-21 09:00,2026-11-21 10:00,Selesai,Jalan,Cideng,\n"
)
FORMATS = ("text", "json", "csv")
LEVELS = ("kelurahan", "kecamatan", "kota", "unit")
AFTER = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)


def freeze(place: Place) -> None:
    settings = load_settings(place.folder / "config.toml", {})

    async def frozen() -> bool:
        store = await open_store(settings.database_url, migrate=True)
        try:
            return await freeze_once(desk_parts(settings, store, place.clock, build_parts(settings)), AFTER)
        finally:
            await store.close()

    assert asyncio.run(frozen())


@pytest.fixture
def stocked(place: Place) -> Place:
    place.stock(EXPORT, "2026-11-23T08:15")
    return place


@pytest.fixture
def frozen(stocked: Place) -> Place:
    stocked.clock.set(AFTER)
    freeze(stocked)
    return stocked


def tables(place: Place) -> dict[tuple[str, str], str]:
    return {
        (by, how): place.siaga("rank", "--by", by, "--month", "2026-11", "--frozen", "--format", how).out
        for by in LEVELS
        for how in FORMATS
    }


def overturn(place: Place) -> None:
    """Later words, other areas, another score, another timezone, another cut-off."""
    place.clock.advance(timedelta(days=3))
    corrected = place.write("later.csv", CORRECTED)
    assert place.siaga("import", corrected, "--as-of", "2026-12-10T08:15").code == 0
    areas = "code,name,level,parent\n31.71,Kota,kota,\n31.71.01,Gambir,kecamatan,31.71\n"
    place.write("areas.csv", areas + "31.71.01.1002,Cideng Baru,kelurahan,31.71.01\n")
    path = place.folder / "config.toml"
    text = path.read_text()
    for old, new in (
        ('file = "builtin:jakarta"', 'file = "areas.csv"'),
        ("response_weight = 0.5", "response_weight = 0.1"),
        ('timezone = "Asia/Jakarta"', 'timezone = "Asia/Makassar"'),
        ("day = 8", "day = 20"),
        ('completion = "7 days"', 'completion = "1 day"'),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text)


def test_what_was_frozen_is_printed_as_the_same_bytes_for_ever(frozen: Place) -> None:
    before = tables(frozen)
    assert all(before.values())
    now = frozen.siaga("rank", "--by", "kelurahan", "--month", "2026-11", "--format", "json").out
    assert json.loads(now)[0]["name"] == "Kwitang"
    assert json.loads(before["kelurahan", "json"])[0]["name"] == "Kwitang"
    overturn(frozen)
    assert tables(frozen) == before
    assert frozen.siaga("rank", "--by", "kelurahan", "--month", "2026-11", "--format", "json").out != now
    assert frozen.siaga("cutoff", "2026-11", "--verify").code == 0
    assert frozen.siaga("db", "check").code == 0


def test_differences_are_told_by_row_and_by_complaint(frozen: Place) -> None:
    at_once = frozen.siaga("cutoff", "2026-11")
    assert at_once.code == 0 and "JK1" not in at_once.out
    frozen.clock.advance(timedelta(days=3))
    frozen.siaga("import", frozen.write("later.csv", CORRECTED), "--as-of", "2026-12-10T08:15")
    said = frozen.siaga("cutoff", "2026-11", "--format", "json")
    found: list[dict[str, Any]] = json.loads(said.out)
    assert all(tuple(one) == ("kind", "name", "code", "field", "then", "now") for one in found)
    by_what = {(one["kind"], one["name"], one["field"]): (one["then"], one["now"]) for one in found}
    assert by_what["month", "2026-11", "cut_at"][0] == "2026-12-08T23:59:00+07:00"
    assert by_what["month", "2026-11", "complaints"] == (5, 5), "one went, one came"
    assert by_what["month", "2026-11", "data_as_of"] == ("2026-11-23T08:15:00+07:00",) * 2  # a part came since
    assert by_what["month", "2026-11", "data_partial"] == (None, None)
    assert ("kota", "Jakarta Pusat", "data_as_of") not in by_what, "as everywhere"
    then, now = by_what["month", "2026-11", "settings"]
    assert then == now
    assert by_what["complaint", "JK3", "response"] == ("late 381.0 h, running", "late 380.5 h")
    assert by_what["complaint", "JK5", "month"] == ("2026-11", "2026-12")
    assert by_what["complaint", "JK9", "month"] == (None, "2026-11")
    assert not any(name in ("JK1", "JK2") for _, name, _ in by_what)
    assert by_what["kelurahan", "Cideng", "n"] == (2, 3)
    assert by_what["kelurahan", "Kwitang", "nilai"] == (100.0, None)
    text = frozen.siaga("cutoff", "2026-11")
    assert " 100.000 " in text.out
    assert text.err.startswith("Since the cut-off of 2026-11, 3 complaints count otherwise; of 1 more a clock ")


def test_a_clock_that_runs_late_still_is_only_counted(frozen: Place) -> None:
    frozen.clock.advance(timedelta(days=3))
    said = frozen.siaga("cutoff", "2026-11")
    assert "JK3" not in said.out
    assert said.err == (
        "Since the cut-off of 2026-11, 0 complaints count otherwise; of 2 more a clock that ran late then "
        "runs late still.\n"
    )
    rows = json.loads(frozen.siaga("cutoff", "2026-11", "--format", "json").out)
    assert [row["now"] for row in rows if row["field"] == "still_late"] == [2]
    assert not [row for row in rows if row["kind"] == "complaint"]


def test_settings_that_changed_since_are_told(frozen: Place) -> None:
    assert "settings" not in frozen.siaga("cutoff", "2026-11").err
    path = frozen.folder / "config.toml"
    path.write_text(path.read_text().replace("response_weight = 0.5", "response_weight = 0.1", 1))
    said = frozen.siaga("cutoff", "2026-11")
    assert said.err.endswith(
        "The settings (score, rules, calendar or areas) changed since: figures may differ by those alone.\n"
    )


def test_the_units_of_one_kota_are_printed_as_they_were_frozen(frozen: Place) -> None:
    asked = ("rank", "--by", "unit", "--month", "2026-11", "--frozen", "--area")
    before = frozen.siaga(*asked, "Kota Jakarta Pusat", "--format", "json")
    assert {row["name"] for row in json.loads(before.out)} >= {"belum ada unit"}
    overturn(frozen)
    assert frozen.siaga(*asked, "31.71", "--format", "json").out == before.out
    assert "unit:31.71" in {
        row["kind"] for row in json.loads(frozen.siaga("cutoff", "2026-11", "--format", "json").out)
    }
    assert frozen.siaga(*asked, "31.71").err.endswith(
        "Frozen as of 2026-12-08T23:59:00+07:00, by data of 2026-11-23T08:15:00+07:00.\n"
    )
    assert (said := frozen.siaga(*asked, "Cideng")).code == 2 and "name a kota" in said.err
    with sqlite3.connect(frozen.folder / "var" / "siaga.db") as connection:
        ((figures,),) = connection.execute("SELECT figures FROM frozen_months")
        older = {name: rows for name, rows in json.loads(figures).items() if ":" not in name}
        text = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
        connection.execute("UPDATE frozen_months SET data = NULL, figures = ?", (text,))
    assert frozen.siaga("cutoff", "2026-11", "--verify").code == 0
    said = frozen.siaga(*asked, "31.71")
    assert (said.code, said.out) == (1, "") and "by an older release, without a table" in said.err
    assert "is not known" in frozen.siaga(*asked[:-1]).err


@pytest.mark.parametrize("by", LEVELS)
def test_the_table_of_a_kota_is_printed_as_it_was_frozen(stocked: Place, by: str) -> None:
    asked = ("rank", "--by", by, "--month", "2026-11", "--area", "31.71", "--format", "json")
    stocked.clock.set(AFTER - timedelta(minutes=1))
    at_the_cut_off = stocked.siaga(*asked).out
    stocked.clock.set(AFTER)
    freeze(stocked)
    assert stocked.siaga(*asked, "--frozen").out == at_the_cut_off
    overturn(stocked)
    assert stocked.siaga(*asked, "--frozen").out == at_the_cut_off


def test_a_year_says_which_months_enter_as_they_were_frozen(frozen: Place) -> None:
    year = ("rank", "--by", "kelurahan", "--year", "2026")
    assert "Months frozen: 2026-11, by their frozen nilai" in frozen.siaga(*year).err
    assert "Months frozen" not in frozen.siaga(*year, "--at", "2026-12-01").err
    month = frozen.siaga("rank", "--by", "kelurahan", "--month", "2026-11")
    assert "Months frozen" not in month.err


def test_a_month_of_an_older_release_lacks_what_is_apart_of_a_kota(frozen: Place) -> None:
    with sqlite3.connect(frozen.folder / "var" / "siaga.db") as connection:
        ((figures,),) = connection.execute("SELECT figures FROM frozen_months")
        kept = {name: rows for name, rows in json.loads(figures).items() if ":" not in name or "unit" in name}
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        connection.execute("UPDATE frozen_months SET figures = ?", (text,))
    assert frozen.siaga("cutoff", "2026-11", "--verify").code == 0
    said = frozen.siaga("rank", "--by", "kelurahan", "--month", "2026-11", "--frozen", "--area", "31.71")
    assert (said.code, said.out) == (1, "") and "without what is counted apart" in said.err


def test_a_month_that_is_not_frozen_says_why(stocked: Place) -> None:
    frozen_rank = ("rank", "--by", "kota", "--frozen", "--month")
    early = stocked.siaga(*frozen_rank, "2026-11")
    assert (early.code, early.out) == (1, "")
    assert early.err.startswith("2026-11 is not frozen yet: its cut-off is 2026-12-08 23:59")
    never = stocked.siaga("cutoff", "2026-09")
    assert (never.code, never.out) == (1, "")
    assert "2026-09 was never frozen" in never.err and "siaga knew nothing then" in never.err
    stocked.clock.set(AFTER)
    late = stocked.siaga(*frozen_rank, "2026-11")
    assert late.code == 1 and "although its cut-off was" in late.err


@pytest.mark.parametrize(
    "words", [(), ("--year", "2026"), ("--month", "2026-11", "--at", "2026-12-01"), ("--month", "nonsense")]
)
def test_frozen_is_asked_for_by_its_month_alone(stocked: Place, words: tuple[str, ...]) -> None:
    said = stocked.siaga("rank", "--by", "kota", "--frozen", *words)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)


def test_altered_figures_and_deleted_complaints_are_told_apart(frozen: Place) -> None:
    same = frozen.siaga("cutoff", "2026-11", "--verify")
    assert (same.code, same.err) == (0, "") and "to the same bytes" in same.out
    database = frozen.folder / "var" / "siaga.db"
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM facts WHERE complaint_id = 1")
        connection.execute("DELETE FROM complaints WHERE id = 1")
    gone = frozen.siaga("cutoff", "2026-11", "--verify")
    assert gone.code == 1 and "1 of its 5 complaints are no longer stored" in gone.out
    assert frozen.siaga("db", "check").code == 0
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE frozen_months SET complaints = 4")
    altered = frozen.siaga("cutoff", "2026-11", "--verify")
    assert altered.code == 1 and "comes out otherwise" in altered.out
    checked = frozen.siaga("db", "check")
    assert checked.code == 1 and "The frozen month 2026-11 is not what its facts say" in checked.out


def test_what_became_known_later_is_marked_in_the_history(frozen: Place) -> None:
    assert "cut-off" not in frozen.siaga("show", "JK3").out
    frozen.clock.advance(timedelta(days=3))
    frozen.siaga("import", frozen.write("later.csv", CORRECTED), "--as-of", "2026-12-10T08:15")
    text = frozen.siaga("show", "JK3").out
    assert text.count("after the cut-off of 2026-11") == 2
    (one,) = json.loads(frozen.siaga("show", "JK3", "--format", "json").out)
    assert [fact["after_cutoff"] for fact in one["history"]] == [False, True, True]


def test_a_deadline_of_a_frozen_month_is_explained_by_the_rules_of_then(frozen: Place) -> None:
    frozen.configure('[[sla.rule]]\ncategory = "*"\ncompletion = "1 day"\n')
    told = json.loads(frozen.siaga("deadline", "--ticket", "JK3", "--format", "json").out)
    assert (told["frozen"], told["recorded"]) == (True, None)
    assert told["completion_due_at"] == "2026-11-29T21:00:00+07:00" and "completion 7 days" in told["rule"]
