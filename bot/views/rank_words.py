"""The Indonesian words of ranks: levels, months, nilai, shares, durations."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from bot.views.words import Local, number, span
from monitor.period import Month
from monitor.scores.holders import By
from monitor.scores.ranking import RankRow
from monitor.scores.shares import in_tenths, told_pct

LEVELS = {By.KOTA: "kota", By.KECAMATAN: "kecamatan", By.KELURAHAN: "kelurahan", By.UNIT: "unit"}
NOT_KNOWN = "N/A"
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def month_words(month: Month, today: Month) -> str:
    """ "Oktober"; with the year when it is not this one."""
    name = _MONTHS[month.number - 1]
    return name if month.year == today.year else f"{name} {month.year}"


def today(local: Local, now: datetime) -> Month:
    return Month.of(now.astimezone(local.zone).date())


def nilai_words(nilai: Decimal | None) -> str:
    """ "99,975", "100,000", "N/A": always three decimals, so that two papers write one figure alike."""
    return NOT_KNOWN if nilai is None else f"{nilai:.3f}".replace(".", ",")


def pct_words(part: int, whole: int) -> str:
    """ "97,4 %"; "100,0 %" only of all, "0,0 %" only of none."""
    pct = told_pct(part, whole)
    return "-" if pct is None else f"{number(float(pct), 1)} %"


def interval_words(row: RankRow) -> str:
    """ "86,8–99,5 %" """
    bounds = (in_tenths(bound or Decimal(0)) for bound in (row.interval_low, row.interval_high))
    return "–".join(number(float(bound), 1) for bound in bounds) + " %"


def hours_words(hours: Decimal | None) -> str:
    """ "3 j 10 m" """
    return "-" if hours is None else span(timedelta(hours=float(hours)))


def whose_figures(rows: tuple[RankRow, ...]) -> str:
    """Whose nilai these are; "" when there are none."""
    known = {row.official for row in rows if row.nilai is not None}
    if len(known) > 1:
        return "sebagian resmi, lainnya perkiraan siaga"
    return ("resmi" if known.pop() else "perkiraan siaga") if known else ""
