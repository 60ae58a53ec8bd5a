"""Calendar warnings and the arithmetic of a deadline, as a chat reads them."""

from datetime import date

from bot.views import calendar


def test_operator_reads_of_the_calendar(golden) -> None:
    golden("calendar_ends", calendar.calendar_ends(date(2026, 12, 31), 58))
    golden("calendar_ended", calendar.calendar_ended(date(2026, 12, 31)))
    golden("calendar_empty", calendar.calendar_is_empty())
    one = [(date(2026, 8, 17), "Hari Kemerdekaan <RI>"), (date(2027, 5, 1), None)]
    golden("calendar_differs", calendar.calendar_differs(one))
    golden(
        "calendar_differs_often",
        calendar.calendar_differs([(date(year, 5, 1), "Buruh") for year in range(2020, 2040)]),
    )
