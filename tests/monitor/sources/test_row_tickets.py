"""What may be a ticket number, and what is none."""

from __future__ import annotations

import pytest

from monitor.sources.row_tickets import ticket_in, ticket_of
from monitor.sources.row_times import RowRefused
from monitor.sources.table import Row

NUMBERS = (
    "JK2611220412", "101004125189", "000101006", "SR24-08123456", "2026-000812345678", "812345678",
    "2026112304123456", "REQ/2026/0812345", "311-01234567", "021-88", "No. 5 / 08.12.2026",
)  # fmt: skip
PERSONAL = (
    "081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "+1 202 555 0100", "warga@contoh.id",
    "hub 0812 3456 7890", "3171012311900001", "3171016311900001",
)  # fmt: skip


@pytest.mark.parametrize("written", NUMBERS)
def test_the_ticket_numbers_of_other_cities_are_taken(written: str) -> None:
    assert ticket_in(written) == ticket_of(Row(1, (written,))) == written


@pytest.mark.parametrize("written", PERSONAL)
def test_a_number_that_is_somebodys_own_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(RowRefused, match="telephone number, e-mail address or NIK") as refused:
        ticket_in(written)
    assert written not in str(refused.value)
    assert ticket_of(Row(1, (written,))) is None


@pytest.mark.parametrize("written", ["JK1\ud800", "\udc00"])
def test_a_ticket_with_half_a_character_is_refused_rather_than_taken_for_another(written: str) -> None:
    with pytest.raises(RowRefused, match="half of a character"):
        ticket_in(written)
    assert ticket_of(Row(1, (written,))) is None
