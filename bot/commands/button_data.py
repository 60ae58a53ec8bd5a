"""What the buttons of answers carry: at most 64 bytes, readable again, and trusted in nothing.

    d:{notice}:{page}                         a page of a digest
    l:{question}:{area|-}:{at}:{data}:{page}  a page of an answer; `at` and the data's instant as epoch seconds
    w:{question}:{area}                       the area that was meant
    a:{complaint}                             the complaint that was meant
    h:{complaint}                             how its deadlines were reckoned
    g:{guideline}[n]                          a category of the pedoman; "n" = in a message of its own
    x:{act}:{message}                         what is to be done with an export that was sent in that message
    r:, n:, k:                                ranks and recaps, see bot/commands/table_data.py

Whole numbers are in base 36; digest buttons are those of bot/border/keyboards.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.border.keyboards import digest_turned
from bot.commands.table_data import TableChoice, read_table_choice
from monitor.inquiry import Question

MOST_BYTES = 64

_LETTERS = {Question.WAIT: "w", Question.OVERDUE: "t", Question.SOON: "s"}
_QUESTIONS = {letter: question for question, letter in _LETTERS.items()}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NONE = "-"

_LISTING = re.compile(
    r"l:(?P<question>[wts]):(?P<area>[^:\s]{1,40}):(?P<at>[0-9a-z]{1,7}):(?P<data>[0-9a-z]{1,7}|-):(?P<page>[0-9a-z]{1,3})"
)
_AREA = re.compile(r"w:(?P<question>[wts]):(?P<area>[^:\s]{1,60})")
_EXPORT = re.compile(r"x:(?P<act>[tbrpnjsdm0-9]):(?P<message>[0-9a-z]{1,12})")
_GUIDELINE = re.compile(r"g:(?P<id>[0-9a-f]{10})(?P<anew>n?)")
_COMPLAINT = re.compile(r"(?P<act>[ah]):(?P<id>[0-9a-z]{1,12})")


@dataclass(frozen=True, slots=True)
class DigestPage:
    """`page` counts from 1."""

    notice_id: int
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """A page of an answer that was given at `at` from data as of `data_at`; pages count from 1."""

    question: Question
    area: str | None
    at: datetime
    data_at: datetime | None
    page: int


@dataclass(frozen=True, slots=True)
class AreaChoice:
    question: Question
    area: str


@dataclass(frozen=True, slots=True)
class ComplaintChoice:
    complaint_id: int


@dataclass(frozen=True, slots=True)
class ReckoningChoice:
    complaint_id: int


@dataclass(frozen=True, slots=True)
class GuidelineChoice:
    """`id`: that of a Guideline. `anew`: told in a message of its own, so that the pressed one stays."""

    id: str
    anew: bool = False


class ExportAct(StrEnum):
    TAKE = "t"
    CANCEL = "b"
    RECAP = "r"
    PARTIAL = "p"
    NEWEST = "n"  # pulled at the newest instant in it
    JUST_NOW = "j"
    SLOT = "s"  # pulled at the last digest's time
    DAY_FIRST = "d"
    MONTH_FIRST = "m"
    COVERS = "0"  # a complete list: of which scope is a digit


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """`message_id`: the message with the file. `covers`: which of the offered lists, counted from 0."""

    act: ExportAct
    message_id: int
    covers: int | None = None


Choice = (
    DigestPage
    | ListingPage
    | AreaChoice
    | ComplaintChoice
    | ExportChoice
    | GuidelineChoice
    | ReckoningChoice
    | TableChoice
)


def read_choice(data: str) -> Choice | None:
    """What a button means; None for what siaga never wrote."""
    if turned := digest_turned(data):
        return DigestPage(*turned)
    if found := _LISTING.fullmatch(data):
        return ListingPage(
            question=_QUESTIONS[found["question"]],
            area=None if found["area"] == _NONE else found["area"],
            at=_instant(found["at"]),
            data_at=None if found["data"] == _NONE else _instant(found["data"]),
            page=int(found["page"], 36),
        )
    if found := _AREA.fullmatch(data):
        return AreaChoice(_QUESTIONS[found["question"]], found["area"])
    if found := _COMPLAINT.fullmatch(data):
        meant = ComplaintChoice if found["act"] == "a" else ReckoningChoice
        return meant(int(found["id"], 36))
    if found := _GUIDELINE.fullmatch(data):
        return GuidelineChoice(found["id"], anew=bool(found["anew"]))
    return _read_export(data) or read_table_choice(data)


def _read_export(data: str) -> ExportChoice | None:
    found = _EXPORT.fullmatch(data)
    if found is None:
        return None
    act, message_id = found["act"], int(found["message"], 36)
    if act.isdigit():
        return ExportChoice(ExportAct.COVERS, message_id, int(act))
    return ExportChoice(ExportAct(act), message_id)


def listing_data(choice: ListingPage) -> str:
    area, data_at = choice.area or _NONE, _written(choice.data_at) if choice.data_at else _NONE
    letter = _LETTERS[choice.question]
    return f"l:{letter}:{area}:{_written(choice.at)}:{data_at}:{in_base_36(choice.page)}"


def area_data(choice: AreaChoice) -> str:
    return f"w:{_LETTERS[choice.question]}:{choice.area}"


def complaint_data(choice: ComplaintChoice) -> str:
    return f"a:{in_base_36(choice.complaint_id)}"


def reckoning_data(choice: ReckoningChoice) -> str:
    return f"h:{in_base_36(choice.complaint_id)}"


def guideline_data(choice: GuidelineChoice) -> str:
    return f"g:{choice.id}{'n' if choice.anew else ''}"


def export_data(choice: ExportChoice) -> str:
    act = choice.act.value if choice.covers is None else str(choice.covers)
    return f"x:{act}:{in_base_36(choice.message_id)}"


def in_base_36(number: int) -> str:
    """For whole numbers from 0 on; `int(text, 36)` reads it back."""
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits


def whole_seconds(instant: datetime) -> datetime:
    """The instant as a button can carry it."""
    return instant.replace(microsecond=0)


def _written(instant: datetime) -> str:
    return in_base_36(int(instant.timestamp()))


def _instant(written: str) -> datetime:
    return datetime.fromtimestamp(int(written, 36), UTC)
