"""Ranks without a database: rows with the figures that a test cares about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from builders import NOW

from monitor.areas.directory import Directory, Level
from monitor.model import DataAge, Scope
from monitor.period import Month, Period
from monitor.ranks.standings import Sight, Standings, sights
from monitor.scope import Reach, unit_key
from monitor.scores.holders import UNIT, Apart, By
from monitor.scores.rank_tally import Tally
from monitor.scores.ranking import Ranking, RankRow, in_order, row_of
from monitor.scores.scoring import Scoring

DIRECTORY = Directory.load("builtin:jakarta")
CITY = "31.71"
GAMBIR_DISTRICT = "31.71.01"
FRESH = DataAge(as_of=NOW - timedelta(minutes=2), stale=False)
OLD = DataAge(as_of=NOW - timedelta(days=2), stale=True)
PUBLIC = replace(FRESH, partial="hanya aduan publik")
NOVEMBER, OCTOBER = Month(2026, 11), Month(2026, 10)
SCORING = Scoring(min_n=2)
CITY_KELURAHAN = [area for area in DIRECTORY.of_level(Level.KELURAHAN) if area.code.startswith(CITY)]
MINUTE_US = 60_000_000


def figures(n: int, late: int = 0, *, unknown: int = 0, median_m: int = 42) -> Tally:
    """`n` complaints, all decided: `late` of them answered too late, all completed in time."""
    tally = Tally()
    tally.n, tally.unknown, tally.overdue_open = n, unknown, late
    tally.response.decided, tally.response.in_time = n, n - late
    tally.completion.decided = tally.completion.in_time = n
    tally.response.took.extend(median_m * MINUTE_US * (place + 1) // 2 for place in range(n))
    tally.completion.took.extend(24 * 60 * MINUTE_US for _ in range(n))
    return tally


def row(name: str, n: int = 10, late: int = 0, *, code: str | None = None, **says: Any) -> RankRow:
    """Its nilai is that of the share, unless told."""
    subject = code or next((area.code for area in CITY_KELURAHAN if area.name == name), UNIT + unit_key(name))
    shown = {key: says.pop(key) for key in ("nilai", "official") if key in says}
    nilai = shown.get("nilai", Decimal(100 * (n - late)) / n if n else None)
    nilai = None if nilai is None else Decimal(nilai).quantize(Decimal("0.001"))
    return row_of(
        name,
        figures(n, late, **says),
        subject=subject,
        nilai=nilai,
        peringkat=SCORING.band(nilai),
        official=shown.get("official", False),
    )


def apart(of: Apart, n: int) -> RankRow:
    return row_of(of.value, figures(n), apart=of)


def ranking(*rows: RankRow, by: By = By.KELURAHAN, month: Month = NOVEMBER) -> Ranking:
    return Ranking(
        by=by, period=Period.month(month), at=NOW, rows=in_order(rows, SCORING.min_n), formula=SCORING.fingerprint
    )


def sight(scope: Scope, by: By | None = None, *, sees_all: bool = False) -> Sight:
    """What somebody of that scope sees by default, or of that level."""
    codes = frozenset(code for area in scope.areas for code in DIRECTORY.within(area))
    found = sights(DIRECTORY, scope, Reach(codes=codes), sees_all=sees_all)
    return found[0] if by is None else next(one for one in found if one.by is by)


def standings(found: Ranking, sees: Sight, title: str, **says: Any) -> Standings:
    given: dict[str, Any] = {
        "title": title,
        "where": "Kota Jakarta Pusat",
        "month": NOVEMBER,
        "sight": sees,
        "ranking": found,
        "before": None,
        "data": FRESH,
        "shows_estimates": True,
        "is_running": True,
        "min_n": SCORING.min_n,
        "best": SCORING.best_band,
    }
    return Standings(**given | says)


def whole_city(**says: Any) -> tuple[RankRow, ...]:
    """A row for each kelurahan of the kota: the first forty all in time, the last ones ever later."""
    return tuple(row(area.name, 8, max(place - 39, 0), **says) for place, area in enumerate(CITY_KELURAHAN))
