"""Numbers that belong to a person, found in a text: telephone, NIK, KK and other long ones. Pure.

A text is cut into runs: digits with at most three signs between them. In each run every group of digits is asked
once whether an identifier begins there, and looks at most at the next sixteen digits: time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PHONE, IDENTITY, NUMBER = "[nomor telepon]", "[NIK]", "[nomor]"
_RUN = re.compile(r"\d(?:[\s.()\[\]_*~\u00b7\u2022\u2010-\u2015\u2212/,|=:-]{0,3}\d){5,}")
_BETWEEN_PARTS = frozenset("/,|=:")  # of a number only where all its parts are long and parted alike
_GROUP = re.compile(r"\d+")
_ID_DIGITS = 16
_MOST_DIGITS = 16
_LONG = 9  # digits in one piece that no house, year or price has
_ASKED = re.compile(
    r"(?i:telp?|tlp|telpon|telepon|phone|hp|wa|whatsapp|hub|hubungi|kontak|contact|call|cp|fax|sms|nomor)"
    r"[\s:.=(+-]{0,4}\Z"
)
_PRICE = re.compile(r"(?i:rp|idr)[\s.]{0,3}\Z")
_TAX_NUMBER = [2, 3, 3, 1, 3, 3]
_LOOK_BACK = 16


@dataclass(frozen=True, slots=True)
class _Run:
    """Groups of digits, what stands between them (`gaps[i]` after group i), and what stands before the first."""

    groups: list[str]
    gaps: list[str]
    before: str

    def together(self, first: int) -> Iterator[tuple[int, str]]:
        """How many groups from `first` on, and their digits, while an identifier can be that long."""
        digits = ""
        for count, group in enumerate(self.groups[first : first + _MOST_DIGITS], 1):
            digits += group
            if len(digits) > _MOST_DIGITS or not self._belong_together(first, count):
                return
            yield count, digits

    def _belong_together(self, first: int, count: int) -> bool:
        """Whether these groups can be one number: a list, a share and coordinates are not."""
        gaps = self.gaps[first : first + count - 1]
        if _BETWEEN_PARTS.isdisjoint("".join(gaps)):
            return True
        sizes = [len(group) for group in self.groups[first : first + count]]
        return len(set(gaps)) == 1 and min(sizes) > 2 and (count == 1 or max(sizes) > 3)

    def gap(self, index: int) -> str:
        return self.gaps[index] if index < len(self.gaps) else ""


def without_numbers(text: str) -> str:
    """The text with a word in place of each such number. Its digits must be ASCII."""
    kept, end = [], 0
    for match in _RUN.finditer(text):
        whole = match[0]
        spans = [found.span() for found in _GROUP.finditer(whole)]
        run = _Run(
            groups=[whole[start:stop] for start, stop in spans],
            gaps=[whole[spans[n][1] : spans[n + 1][0]] for n in range(len(spans) - 1)],
            before=text[max(0, match.start() - _LOOK_BACK) : match.start()],
        )
        for first, count, word in _found(run):
            start = match.start() + spans[first][0]
            stop = match.start() + spans[first + count - 1][1]
            opens = _signs_before(text, start, end, stop)
            kept += [text[end : start - opens], word]
            end = stop
    return "".join([*kept, text[end:]]) if kept else text


def _signs_before(text: str, start: int, end: int, stop: int) -> int:
    """How many signs before the number are its own: a plus, a bracket that is closed within."""
    opens = 0
    while start - opens > end and opens < 2:
        sign = text[start - opens - 1]
        if not (sign == "+" or (sign == "(" and ")" in text[start:stop])):
            break
        opens += 1
    return opens


def _found(run: _Run) -> Iterator[tuple[int, int, str]]:
    """(index of the first group, number of groups, the word in their place)."""
    index = _price(run)
    while index < len(run.groups):
        skipped = _date(run, index) or _time(run, index)
        count, word = (0, "") if skipped else _identifier(run, index)
        if count:
            yield index, count, word
        index += skipped or count or 1


def _identifier(run: _Run, index: int) -> tuple[int, str]:
    """How many groups from `index` on are one person's number; 0 = none."""
    best = (0, "")
    for count, digits in run.together(index):
        if len(digits) == _ID_DIGITS and digits[0] != "0":
            return count, IDENTITY
        if _is_tax_number(run, index, count):
            best = (count, NUMBER)
        elif _is_phone(run, index, count, digits):
            best = (count, PHONE)
    if best[0] or len(run.groups[index]) < _LONG:
        return best
    is_code = index == 0 and run.before[-1:].isalpha()  # a ticket: JK2611220412
    return (0, "") if is_code else (1, NUMBER)


def _is_phone(run: _Run, index: int, count: int, digits: str) -> bool:
    size = len(digits)
    if index == 0 and _is_ticket(run):
        return False
    if index == 0 and run.before.endswith("+"):
        return 8 <= size <= 15
    if index == 0 and _ASKED.search(run.before) and 6 <= size <= 15:
        return True
    if digits.startswith("0"):
        return _is_domestic(run, index, count, digits)
    return _is_without_nought(run, index, count, digits)


def _is_without_nought(run: _Run, index: int, count: int, digits: str) -> bool:
    """62812..., 812 3456 7890."""
    first, size = run.groups[index], len(digits)
    if first.startswith("62") and 10 <= size <= 15:
        return len(first) != 3 or not _is_grouped_by_thousands(run, index, count)
    if digits[0] != "8" or not 9 <= size <= 13:
        return False
    return count == 1 or (len(first) == 3 and not _is_grouped_by_thousands(run, index, count))


def _is_domestic(run: _Run, index: int, count: int, digits: str) -> bool:
    """With the nought in front: 0812..., (021) ..., 08 12 34 ..., 0062 ..."""
    first, size = run.groups[index], len(digits)
    if first.startswith("00"):
        return digits.startswith("0062") and 12 <= size <= 16
    if len(first) >= 3:
        return 8 <= size <= 14
    if first == "0" and "." in run.gap(index):
        return False  # a decimal number
    return digits.startswith("08") and count > 1 and 10 <= size <= 14


def _is_ticket(run: _Run) -> bool:
    """JK and ten digits, however few or many there are."""
    return run.before[-2:].casefold() == "jk" and not run.before[-3:-2].isalnum()


def _is_grouped_by_thousands(run: _Run, index: int, count: int) -> bool:
    tail = run.groups[index + 1 : index + count]
    return all(len(group) == 3 for group in tail) and set(run.gaps[index : index + count - 1]) in ({"."}, {","})


def _is_tax_number(run: _Run, index: int, count: int) -> bool:
    return count == len(_TAX_NUMBER) and [len(group) for group in run.groups[index : index + count]] == _TAX_NUMBER


def _price(run: _Run) -> int:
    """How many groups are an amount of money: "Rp 1.500.000". None begins like a telephone number."""
    if not _PRICE.search(run.before) or run.groups[0].startswith(("0", "628")):
        return 0
    count = 1
    while count < len(run.groups) and len(run.groups[count]) == 3 and run.gaps[count - 1] in (".", ","):
        count += 1
    return count


def _date(run: _Run, index: int) -> int:
    """3 for 23-11-2026, 23.11.2026, 23/11/2026 and 2026-11-23, else 0."""
    groups, gap = run.groups[index : index + 3], run.gap(index)
    if len(groups) < 3 or gap not in ("-", ".", "/") or run.gap(index + 1) != gap or run.gap(index + 2) == gap:
        return 0
    day, month, year = groups if len(groups[2]) == 4 else groups[::-1]
    if (len(year), len(month) <= 2, len(day) <= 2) != (4, True, True):
        return 0
    return 3 if 1 <= int(day) <= 31 and 1 <= int(month) <= 12 and year[:2] in ("19", "20") else 0


def _time(run: _Run, index: int) -> int:
    """2 or 3 for 08.00, 08:00 and 08.00.30, else 0."""
    count, sign = 1, run.gap(index)
    while (
        sign in (".", ":")
        and count < 4
        and run.gap(index + count - 1) == sign
        and len(run.groups[index + count]) == 2
    ):
        count += 1
    parts = run.groups[index : index + count]
    if count not in (2, 3) or run.gap(index + count - 1) == sign or len(parts[0]) > 2:
        return 0
    return count if int(parts[0]) < 24 and all(int(part) < 60 for part in parts[1:]) else 0
