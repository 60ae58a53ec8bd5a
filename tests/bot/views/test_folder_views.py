"""What operators read of the watched folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from telegram_html import judged

from bot.views.folder import file_held_up, file_refused, folder_back, folder_lost, refusal_note, rows_refused
from bot.views.words import Local
from monitor.flaws import Flaw

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
NAME = "20261123T010000Z-ekspor.csv"
PAGE = f"{NAME} is a web page or XML, not a table: export it again as CSV or XLSX."


def test_a_refused_file_says_why_and_where_it_is(golden, local: Local) -> None:
    golden("folder_file_refused", file_refused(NAME, PAGE, Flaw.WEB_PAGE))
    golden("folder_rows_refused", rows_refused(f"{NAME}.rejects.csv", 12, 3_400))
    golden("folder_file_held_up", file_held_up("ekspor.xlsx", NOW - timedelta(minutes=30), local, NOW))


def test_the_folder_is_told_when_it_is_lost_and_back(golden, local: Local) -> None:
    reason = "/srv/ekspor cannot be used (No such file or directory)."
    golden("folder_lost", folder_lost(NOW - timedelta(minutes=5), reason, local, NOW))
    golden("folder_back", folder_back(timedelta(hours=3, minutes=20)))


def test_the_note_beside_a_refused_file_is_plain_text() -> None:
    assert refusal_note(PAGE, Flaw.WEB_PAGE).startswith("Berkas ini tidak diambil: ini halaman web, bukan tabel")


@pytest.mark.parametrize("hostile", ["<b>&amp;", "x" * 5_000, "\u202e\x00\n", "", "\udcff"])
def test_whatever_a_file_is_called_telegram_takes_it(hostile: str, local: Local) -> None:
    assert judged(file_refused(hostile, hostile))
    assert judged(rows_refused(hostile, 1, 1))
    assert judged(file_held_up(hostile, NOW, local, NOW))
    assert judged(folder_lost(NOW, hostile, local, NOW))
