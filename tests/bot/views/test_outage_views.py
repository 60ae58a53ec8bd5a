from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from builders import complaint
from telegram_html import judged

from bot.views.drift import fields_lost
from bot.views.outage import clock_differs, exports_came, exports_missing, outage_began, outage_ended
from bot.views.words import Local
from monitor.meanwhile import Group

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
LOCAL = Local(ZoneInfo("Asia/Jakarta"))
MINUTE = timedelta(minutes=1)


def late(title: str | None, count: int, *, first: int = 0, elsewhere: bool = False) -> Group:
    return Group(title, tuple(complaint(f"JK26112{first + n:05}") for n in range(count)), elsewhere)


MEANWHILE = (late("Kel. Cideng", 5), late("Kec. <Senen>", 2, first=50), late(None, 1, first=60))
MEANWHILE += (late(None, 4, first=70, elsewhere=True),)


def test_many_places_are_counted_together_and_none_is_lost(golden) -> None:
    golden("outage_ended_many", outage_ended(495 * MINUTE, [late(f"Kel. {n}", 9) for n in range(44)], LOCAL, NOW))


def test_an_outage_says_since_when_and_what_to_do(golden) -> None:
    golden("outage_began", outage_began(NOW - 75 * MINUTE, LOCAL, NOW, "https://crm.example/a cannot answer now."))
    golden("outage_began_coordinator", outage_began(NOW - 75 * MINUTE, LOCAL, NOW))
    golden("outage_from_the_start", outage_began(None, LOCAL, NOW))


def test_the_end_of_an_outage_says_how_long_and_what_became_late(golden) -> None:
    golden("outage_ended", outage_ended(495 * MINUTE, MEANWHILE, LOCAL, NOW))
    golden("outage_ended_one_kelurahan", outage_ended(495 * MINUTE, MEANWHILE[:1], LOCAL, NOW))
    golden("outage_ended_nothing_late", outage_ended(40 * MINUTE, (), LOCAL, NOW))


def test_fields_that_are_gone_are_named_with_their_keys(golden) -> None:
    golden("fields_lost", fields_lost("rest", ["status", "unit"], 1240))
    golden("fields_lost_public", fields_lost("public", ["category"], 40))


def test_a_wrong_clock_says_which_way(golden) -> None:
    golden("clock_ahead", clock_differs(7 * MINUTE))
    golden("clock_behind", clock_differs(-90 * MINUTE))


@pytest.mark.parametrize("reason", ["<b>&amp;", "x" * 5_000, "\u202e\x00", ""])
def test_whatever_the_reason_says_telegram_takes_it(reason: str) -> None:
    assert judged(outage_began(NOW, LOCAL, NOW, reason))


def test_exports_that_do_not_come_say_what_to_do_meanwhile(golden) -> None:
    golden("exports_missing", exports_missing(NOW - 26 * 60 * MINUTE, LOCAL, NOW))
    golden("exports_came", exports_came(60 * 60 * MINUTE, MEANWHILE[1:3], LOCAL, NOW))
