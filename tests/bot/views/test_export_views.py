"""An export sent in chat, as the coordinator reads of it."""

from collections import Counter
from datetime import timedelta

import pytest
from digest_cases import NOW

from bot.views import export as views
from bot.views.export import Pulled
from bot.views.export_recap import recap
from bot.views.markup import Html
from monitor.crosstables.crosstable import CrossTables, Progress
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
    given = {
        "as_of": NOW - timedelta(minutes=2),
        "pulled": Pulled.NEWEST,
        "is_asked": True,
        "complete_list": None,
        "absent": 0,
    }
    given |= {"holds_all": False, "offered": True, "labels": (), "local": local, "now": NOW}
    return views.preview("ekspor <pagi>.xlsx", forecast, **(given | more))


def test_a_preview_leads_with_what_would_change(golden, local) -> None:
    golden("export_preview", shown(local))
    golden("export_preview_complete", shown(local, complete_list="Kota Jakarta Pusat", absent=3))
    golden("export_preview_all", shown(local, complete_list="semua aduan terbuka", holds_all=True))
    golden("export_preview_undated", shown(local, pulled=Pulled.NOW, is_asked=False, offered=False))


def test_a_preview_names_what_is_wrong(golden, local) -> None:
    golden("export_preview_rejects", shown(local, REJECTING, labels=LABELS, unlabelled=3))
    golden("export_preview_all_but_rejects", shown(local, REJECTING, holds_all=True))
    golden("export_preview_rejects_complete", shown(local, REJECTING, complete_list="Kota Jakarta Pusat"))
    golden("export_nothing_to_take", views.nothing_to_take("ekspor.csv", REJECTING))


def test_the_result_counts_what_was_saved(golden, local) -> None:
    counts = {"new": 12, "changed": 5, "unchanged": 1215, "as_of": NOW, "local": local, "now": NOW}
    golden("export_taken", views.taken("ekspor.csv", rejected=0, left=0, is_part=True, **counts))
    golden("export_taken_rejects", views.taken("ekspor.csv", rejected=7, left=3, is_part=False, **counts))
    golden("export_taking", views.taking("ekspor.csv", 3000, 12000))


def test_a_recap_fits_a_phone(golden, local) -> None:
    tables = CrossTables(
        kecamatan=Counter(
            {
                ("Gambir", Progress.WAIT): 4,
                ("Tanah Abang", Progress.PROCESS): 1210,
                ("Cempaka Putih Yang Panjang Sekali", Progress.FINISHED): 3,
                (None, Progress.UNKNOWN): 2,
            }
        ),
        category=Counter(
            {("Sampah", Progress.PROCESS): 1200, ("Jalan", Progress.WAIT): 4, (None, Progress.UNKNOWN): 15}
        ),
        channel=Counter(
            {("JAKI", Progress.PROCESS): 1000, ("JAKI", Progress.WAIT): 19, ("LAPOR 1708", Progress.WAIT): 200}
        ),
    )
    html = recap("ekspor.csv", tables, 7)
    golden("export_recap", html)
    rows = [row for part in html.split("<pre>")[1:] for row in part.partition("</pre>")[0].split("\n")]
    assert {len(row) for row in rows} == {32}


def test_a_recap_of_many_names_is_folded_and_none_is_lost(golden) -> None:
    many = Counter({(f"Nama {n:03}", Progress.WAIT): 1 for n in range(300)})
    html = recap("x" * 300, CrossTables(many, many, many), 0)
    golden("export_recap_many", html)
    assert html.count(" 286\n") + html.count(" 286<") == 2 and " 300" in html


def test_an_export_without_categories_and_channels_is_counted_by_place() -> None:
    one = Counter({("Gambir", Progress.WAIT): 4})
    nothing = Counter({(None, Progress.WAIT): 4})
    html = recap("a.csv", CrossTables(one, nothing, nothing), 0)
    assert "Kategori" not in html and "Kanal" not in html


def test_dates_that_can_be_read_both_ways_are_asked_about(golden) -> None:
    golden("export_which_order", views.which_order("ekspor <pagi>.csv"))


def test_a_preview_says_when_it_was_pulled(golden, local) -> None:
    golden("export_preview_slot", shown(local, pulled=Pulled.SLOT))


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
