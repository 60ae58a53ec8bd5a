"""Times, durations and numbers as people in Indonesian chats write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_MINUTE = timedelta(minutes=1)


def span(length: timedelta) -> str:
    """ "3 h 4 j", "2 j 12 m", "1 j 05 m", "35 m", "kurang dari 1 m": two units, the rest dropped."""
    minutes = abs(length) // _MINUTE
    if minutes == 0:
        return "kurang dari 1 m"
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    if day:
        return f"{number(day)} h {hour} j" if hour else f"{number(day)} h"
    if hour:
        return f"{hour} j {minute:02} m" if minute else f"{hour} j"
    return f"{minute} m"


def number(value: float, decimals: int = 0) -> str:
    """ "1.234", "99,975" """
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def ago(length: timedelta) -> str:
    """ "2 menit lalu", "3 jam lalu", "4 j 48 m lalu"; "baru saja" below a minute, and for what lies ahead."""
    minutes = length // _MINUTE
    if minutes < 1:
        return "baru saja"
    if minutes < 60:
        return f"{minutes} menit lalu"
    if minutes < 24 * 60 and minutes % 60 == 0:
        return f"{minutes // 60} jam lalu"
    return f"{span(length)} lalu"


class Local:
    """Instants in the wall-clock time of one zone."""

    span = staticmethod(span)
    ago = staticmethod(ago)
    number = staticmethod(number)

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def hour(self, instant: datetime) -> str:
        """ "08.00" """
        return f"{instant.astimezone(self.zone):%H.%M}"

    def clock(self, instant: datetime) -> str:
        """ "08.00 WIB"; zones without letters of their own show their offset: "08.00 UTC+03"."""
        label = instant.astimezone(self.zone).tzname() or ""
        return f"{self.hour(instant)} {label if label[:1].isalpha() else 'UTC' + label}"

    def day(self, instant: datetime) -> str:
        """ "Sen 23 Nov" """
        local = instant.astimezone(self.zone)
        return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"

    def moment(self, instant: datetime, now: datetime) -> str:
        """As short as `now` allows: "08.00", "kemarin 21.40", "besok 08.00", "Sab 21 Nov 21.40" (2025)."""
        local, today = instant.astimezone(self.zone), now.astimezone(self.zone)
        days = (local.date() - today.date()).days
        if days in (-1, 0, 1):
            return {-1: "kemarin ", 0: "", 1: "besok "}[days] + self.hour(instant)
        year = "" if local.year == today.year else f" {local.year}"
        return f"{self.day(instant)}{year} {self.hour(instant)}"

    def full(self, instant: datetime) -> str:
        """ "Sen 23 Nov 2026 08.00 WIB" """
        return f"{self.day(instant)} {instant.astimezone(self.zone).year} {self.clock(instant)}"

    def before(self, instant: datetime, now: datetime) -> str:
        """What comes after "sebelum": "pukul 15.00", "besok 08.00"."""
        written = self.moment(instant, now)
        return f"pukul {written}" if written == self.hour(instant) else written
