from __future__ import annotations

from monitor.deadlines.naming import unnamed

NAMES = ("Sampah", "*", "Parkir liar", "Tumpukan  Sampah")


def test_a_category_that_nothing_names_is_told_with_what_may_have_been_meant() -> None:
    assert unnamed("Sampahh", NAMES) == ("Sampahh", "Sampah")
    assert unnamed("Jembatan", NAMES) == ("Jembatan", None)
    assert unnamed("s" * 100_000, NAMES) == ("s" * 100_000, None)


def test_what_is_named_in_any_spelling_and_what_nothing_could_name_is_not() -> None:
    assert unnamed(" sampah ", NAMES) is None
    assert unnamed("tumpukan sampah", NAMES) is None
    assert unnamed("Sampahh", ("*",)) is None
    assert unnamed(" ", NAMES) is None
