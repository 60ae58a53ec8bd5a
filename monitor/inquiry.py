"""What can be asked of open complaints, and what is found of it: values between a chat and the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from monitor.model import Complaint, NearWindows
from monitor.scope import Reach


class Question(StrEnum):
    WAIT = "wait"  # ours, and nobody has answered
    OVERDUE = "overdue"  # ours, and a running clock is late
    SOON = "soon"  # ours, and a running clock is near its due time


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked: of whose complaints, judged at `at`."""

    question: Question
    reach: Reach
    at: datetime
    near: NearWindows


class Found(NamedTuple):
    """What of it is read: how many there are in all, and the complaints of one page, in their order.

    `total` belong to the answer, `late` of them by the clock of their line: they come first. `in_process`: ours,
    open and answered.
    """

    total: int
    late: int
    in_process: int
    complaints: Sequence[Complaint]
