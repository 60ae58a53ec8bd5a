"""An export sent in chat, as the coordinator reads of it."""

from collections import Counter
from datetime import timedelta

import pytest
from digest_cases import NOW

from bot.views import export as views
from bot.views.markup import Html
from monitor.crosstable import Progress
from monitor.flaws import Flaw
from monitor.forecast import Forecast

FORECAST = Forecast(
    read=1234,
    new=12,
    changed=5,
    unchanged=1215,
    rejected=0,
    waiting=40,
    absent=(3,),
)
REJECTING = Forecast(
    read=20,
    new=1,
    changed=2,
    unchanged=10,
    rejected=7,
    waiting=4,
    reasons=(
        ("no ticket number (column 'No Tiket')", 4),
        ("no arrival date (column 'Tanggal')", 2),
        ("a <new> reason", 1),
    ),
)
LABELS = tuple((f"Label <{n}>", 9 - n) for n in range(7))


def shown(local, forecast=FORECAST, **more) -> str:
    given = {"as_of": NOW - timedelta(minutes=2), "is_dated": True, "complete_list": None, "absent": 0}
    given |= {"holds_all": False, "offered": True, "labels": (), "local": local, "now": NOW}
    return views.preview("ekspor <pagi>.xlsx", forecast, **(given | more))


def test_a_preview_leads_with_what_would_change(golden, local) -> None:
    golden("export_preview", shown(local))
    golden("export_preview_complete", shown(local, complete_list="Kota Jakarta Pusat", absent=3))
    golden("export_preview_all", shown(local, complete_list="semua aduan terbuka", holds_all=True))
    golden("export_preview_undated", shown(local, is_dated=False, offered=False))


def test_a_preview_names_what_is_wrong(golden, local) -> None:
    golden("export_preview_rejects", shown(local, REJECTING, labels=LABELS))
    golden("export_preview_all_but_rejects", shown(local, REJECTING, holds_all=True))
    golden("export_preview_rejects_complete", shown(local, REJECTING, complete_list="Kota Jakarta Pusat"))
    golden("export_nothing_to_take", views.nothing_to_take("ekspor.csv", REJECTING))


def test_the_result_counts_what_was_saved(golden, local) -> None:
    counts = {"new": 12, "changed": 5, "unchanged": 1215, "as_of": NOW, "local": local, "now": NOW}
    golden("export_taken", views.taken("ekspor.csv", rejected=0, left=0, is_part=True, **counts))
    golden("export_taken_rejects", views.taken("ekspor.csv", rejected=7, left=3, is_part=False, **counts))
    golden("export_taking", views.taking("ekspor.csv", 3000, 12000))


def test_a_recap_fits_a_phone(golden, local) -> None:
    table = Counter(
        {
            ("Gambir", Progress.WAIT): 4,
            ("Tanah Abang", Progress.PROCESS): 1210,
            ("Cempaka Putih Yang Panjang Sekali", Progress.FINISHED): 3,
            (None, Progress.UNKNOWN): 2,
        }
    )
    html = views.recap("ekspor.csv", table, 7)
    golden("export_recap", html)
    rows = html.partition("<pre>")[2].partition("</pre>")[0].split("\n")
    assert {len(row) for row in rows} == {32}


def test_a_recap_of_many_places_is_cut_but_counted(golden) -> None:
    table = Counter({(f"Kecamatan {n:03}", Progress.WAIT): 1 for n in range(300)})
    html = views.recap("x" * 300, table, 0)
    golden("export_recap_many", html)
    assert "300" in html


@pytest.mark.parametrize("flaw", [Flaw.TOO_BIG, Flaw.EMPTY, Flaw.OPEN_QUOTE, None])
def test_a_file_that_cannot_be_read_gets_one_sentence(golden, flaw) -> None:
    name = flaw.value.replace(" ", "_") if flaw else "unforeseen"
    golden(f"export_unreadable_{name}", views.unreadable(flaw, "an <odd> reason."))


def test_the_other_answers(golden, local) -> None:
    golden("export_gone", views.gone())
    golden("export_failed", views.failed())
    golden("export_not_allowed", Html(views.not_allowed()))
    golden("export_reminder", views.reminder(NOW - timedelta(hours=5), NOW, local, NOW - timedelta(minutes=30)))
    golden("export_reminder_no_data", views.reminder(None, NOW, local, NOW))


def test_toasts_fit() -> None:
    for toast in (views.busy_toast(), views.finished_toast(), views.recap_toast()):
        assert len(toast) <= 200
