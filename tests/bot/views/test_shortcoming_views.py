"""What could not be read or was not believed, as the operator reads it."""

from __future__ import annotations

from telegram_html import judged

from bot.views.shortcomings import items_rejected, listing_not_believed


def test_rejects_are_told_by_reason_with_some_tickets(golden) -> None:
    some = [
        ("created_at (column 'createdAt') is not a date that can be read", 9, [f"JK<{n}>" for n in range(9)]),
        ("the item is not an object", 4, []),
    ]
    golden("operator_items_rejected", items_rejected("rest", some))
    many = [(f"reason <{n}> " + "x" * 300, 1, ["J" * 200]) for n in range(9)]
    html = items_rejected("rest", many)
    judged(html)
    assert "dan 4 sebab lain" in html


def test_a_listing_that_is_not_believed(golden) -> None:
    golden("operator_not_believed", listing_not_believed("rest"))
