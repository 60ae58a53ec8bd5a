"""What the buttons under ranks and recaps carry, see bot/commands/button_data.py.

    r:{by}:{month}:{act}                a rank: its summary, a page of the whole table, a picture
    n:{open|closed}:{by}:{month}        whether groups hear our own nilai, and the rank that was shown
    k:{shape}:{first}:{last}:{act}      a recap: a page, a picture, a workbook

Days are written 20261031, months 202610; acts are "g" (picture), "x" (workbook) or "p" and the page; "p0" is the
summary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.errors import BadInput
from monitor.period import Month, Period
from monitor.scores.holders import By

PICTURE, WORKBOOK, SUMMARY = "g", "x", 0

_BY = {By.KOTA: "o", By.KECAMATAN: "c", By.KELURAHAN: "l", By.UNIT: "u"}
_BY_LETTER = {letter: by for by, letter in _BY.items()}
_MONTH = r"(?P<month>20[0-9]{2}(?:0[1-9]|1[0-2]))"
_RANK = re.compile(rf"r:(?P<by>[oclu]):{_MONTH}:(?P<act>g|p[0-9]{{1,2}})")
_SWITCH = re.compile(rf"n:(?P<open>[01]):(?P<by>[oclu]):{_MONTH}")
_RECAP = re.compile(r"k:(?P<shape>[wkcubsj]):(?P<first>20[0-9]{6}):(?P<last>20[0-9]{6}):(?P<act>g|x|p[0-9]{1,3})")


class Shape(StrEnum):
    """What a recap in a chat is broken down by; the values are what its buttons carry."""

    AREA = "w"
    CATEGORY = "k"
    CHANNEL = "c"
    UNIT = "u"
    MONTH = "b"
    STAGE = "s"
    HOUR = "j"


@dataclass(frozen=True, slots=True)
class RankChoice:
    """`page`: of the whole table, from 1; SUMMARY = the short answer. `is_picture`: a picture is asked for."""

    by: By
    month: Month
    page: int = SUMMARY
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class SwitchChoice:
    """Groups shall hear our own nilai, or no longer; `by` and `month`: the rank to show again."""

    is_open: bool
    by: By
    month: Month


@dataclass(frozen=True, slots=True)
class RecapChoice:
    """Pages count from 1. `act`: PICTURE, WORKBOOK or "" for the table."""

    shape: Shape
    period: Period
    page: int = 1
    act: str = ""


TableChoice = RankChoice | SwitchChoice | RecapChoice


def rank_data(choice: RankChoice) -> str:
    act = PICTURE if choice.is_picture else f"p{choice.page}"
    return f"r:{_BY[choice.by]}:{_month(choice.month)}:{act}"


def switch_data(choice: SwitchChoice) -> str:
    return f"n:{int(choice.is_open)}:{_BY[choice.by]}:{_month(choice.month)}"


def recap_data(choice: RecapChoice) -> str:
    first, last = (f"{day:%Y%m%d}" for day in (choice.period.first_on, choice.period.last_on))
    return f"k:{choice.shape.value}:{first}:{last}:{choice.act or f'p{choice.page}'}"


def read_table_choice(data: str) -> TableChoice | None:
    """None for what is no such button."""
    if found := _RANK.fullmatch(data):
        act = found["act"]
        page = SUMMARY if act == PICTURE else int(act[1:])
        return RankChoice(_BY_LETTER[found["by"]], _read_month(found["month"]), page, act == PICTURE)
    if found := _SWITCH.fullmatch(data):
        return SwitchChoice(found["open"] == "1", _BY_LETTER[found["by"]], _read_month(found["month"]))
    found = _RECAP.fullmatch(data)
    return _recap(found) if found else None


def _recap(found: re.Match[str]) -> RecapChoice | None:
    try:
        period = Period(_read_day(found["first"]), _read_day(found["last"]))
    except (ValueError, BadInput):
        return None
    act = found["act"]
    if act in (PICTURE, WORKBOOK):
        return RecapChoice(Shape(found["shape"]), period, act=act)
    return RecapChoice(Shape(found["shape"]), period, page=int(act[1:]))


def _month(month: Month) -> str:
    return f"{month.year:04}{month.number:02}"


def _read_month(written: str) -> Month:
    return Month(int(written[:4]), int(written[4:]))


def _read_day(written: str) -> date:
    return date(int(written[:4]), int(written[4:6]), int(written[6:]))
