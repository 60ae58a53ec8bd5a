"""A cross table as a workbook: the table first, fit for sorting; below it what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.views.markup import clean, clip
from bot.views.recap_words import HEADINGS, TOTAL, filter_words, line_names, period_words, spoken_name
from bot.views.words import Local
from monitor.crosstables.recap import About, LineKind, Recap
from monitor.errors import BadConfiguration, BadInput

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_MOST_LINES, _MOST_COLUMNS = 1_048_000, 16_384  # what a sheet holds, with room for the notes
_MOST_LETTERS = 1_000
_WIDEST_NAME, _WIDEST_COUNT = 50, 24
_ARROW = 3  # letters that the button of a filter takes from a heading
_UPRIGHT = 6  # columns that are still read on a page held upright
_HEAD, _COUNT_HEAD = "head", "count head"
_COUNTS = {"num_format": "#,##0"}
_PALE, _SUM = {"bg_color": "#E8EEF6"}, {"bold": True, "bg_color": "#F3F5F8"}
_LOOKS: dict[str | tuple[LineKind, bool], dict[str, Any]] = {  # of a line, and whether of its total
    _HEAD: {"bold": True, "bottom": 1, "valign": "vcenter", "text_wrap": True, **_PALE},
    _COUNT_HEAD: {"bold": True, "bottom": 1, "valign": "vcenter", "text_wrap": True, "align": "right", **_PALE},
    (LineKind.ROW, False): _COUNTS,
    (LineKind.ROW, True): {"bold": True, **_COUNTS},
    (LineKind.REST, False): {"italic": True, **_COUNTS},
    (LineKind.REST, True): {"italic": True, "bold": True, **_COUNTS},
    (LineKind.SUBTOTAL, False): {**_SUM, **_COUNTS},
    (LineKind.SUBTOTAL, True): {**_SUM, **_COUNTS},
    (LineKind.TOTAL, False): {**_SUM, "top": 1, **_COUNTS},
    (LineKind.TOTAL, True): {**_SUM, "top": 1, **_COUNTS},
}
_A4 = 9
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(path: str, recap: Recap, about: About, local: Local, now: datetime) -> None:
    """Raises BadInput when a sheet cannot hold it, BadConfiguration when the file cannot be written."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

    names = len(recap.layout.rows)
    if len(recap.lines) > _MOST_LINES or names + len(recap.columns) >= _MOST_COLUMNS:
        raise BadInput("The table is larger than a sheet can be: ask for fewer rows or columns, or for a CSV.")
    try:
        with Path(path).open("wb") as file, Workbook(file, _OPTIONS) as book:
            book.set_properties({"title": "Rekap aduan", "created": now.astimezone(UTC).replace(tzinfo=None)})
            sheet = book.add_worksheet("Rekap")
            _set_up(sheet, recap)
            _table(sheet, recap, {style: book.add_format(look) for style, look in _LOOKS.items()})
            _notes(sheet, len(recap.lines) + 2, notes(about, local))
    except (OSError, XlsxWriterException) as error:
        why = getattr(error, "strerror", None) or str(error).strip("[]'")
        raise BadConfiguration(f"{path} cannot be written ({why}): name another file.") from error


def notes(about: About, local: Local) -> list[str]:
    """Period, pull date, scope and filters, as they stand under the table."""
    data = about.data
    pulled = f"Data ditarik: {local.full(data.as_of)}" if data.as_of else "Belum ada data"
    return [
        f"Aduan yang masuk: {period_words(about.first_on, about.last_on)}",
        *([f"Keadaan pada: {local.full(about.at)}"] if about.at else []),
        pulled + (" (data lama)" if data.stale and data.as_of else ""),
        *([f"Data tidak lengkap: {data.partial}"] if data.partial else []),
        f"Cakupan: {about.scope}",
        *([f"Hanya: {filter_words(about.filters)}"] if about.filters else []),
    ]


def _set_up(sheet: Worksheet, recap: Recap) -> None:
    """Widths, what stays in sight, filters over all but the total, and a page as wide as the table."""
    names, last = len(recap.layout.rows), len(recap.layout.rows) + len(recap.columns)
    sheet.freeze_panes(1, names)
    sheet.autofilter(0, 0, max(len(recap.lines) - 1, 1), last)
    sheet.repeat_rows(0)
    sheet.set_paper(_A4)
    if len(recap.columns) > _UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&P / &N")
    for place, dimension in enumerate(recap.layout.rows):
        longest = max((len(line_names(line, spoken_name)[place]) for line in recap.lines), default=0)
        width = max(longest, len(HEADINGS[dimension]) + _ARROW) + 2
        sheet.set_column(place, place, min(width, _WIDEST_NAME))
    counts = [*(zip(map(spoken_name, recap.columns), recap.lines[-1].counts, strict=True)), (TOTAL, recap.total)]
    for place, (head, most) in enumerate(counts, names):
        sheet.set_column(place, place, min(max(len(head) + _ARROW, len(f"{most:,}")) + 2, _WIDEST_COUNT))


def _table(sheet: Worksheet, recap: Recap, looks: dict[str | tuple[LineKind, bool], Any]) -> None:
    """Header, lines, totals in bold."""
    named = [HEADINGS[dimension] for dimension in recap.layout.rows]
    for place, head in enumerate([*named, *map(spoken_name, recap.columns), TOTAL]):
        look = looks[_HEAD if place < len(named) else _COUNT_HEAD]
        sheet.write_string(0, place, clip(head, _MOST_LETTERS), look)
    for number, line in enumerate(recap.lines, 1):
        look = looks[line.kind, False]
        for place, name in enumerate(line_names(line, spoken_name)):
            sheet.write_string(number, place, clip(name, _MOST_LETTERS), look)
        for place, count in enumerate(line.counts, len(named)):
            sheet.write_number(number, place, count, look)
        sheet.write_number(number, len(named) + len(line.counts), line.total, looks[line.kind, True])


def _notes(sheet: Worksheet, first: int, sentences: Sequence[str]) -> None:
    for number, sentence in enumerate(sentences, first):
        sheet.write_string(number, 0, clean(sentence)[:_MOST_LETTERS])
