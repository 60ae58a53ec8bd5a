"""Tables of figures as text: back again as they were, and the same bytes for the same."""

from __future__ import annotations

from decimal import Decimal

from monitor.areas.directory import Directory
from monitor.frozen.figures import (
    TableName,
    decode_figures,
    decode_table,
    encode_figures,
    layout_for,
    layout_of,
    tables_of,
)
from monitor.scores.holders import Apart, By
from monitor.scores.rank_tally import Tally
from monitor.scores.ranking import RankRow, row_of

KELURAHAN, OF_ONE_KOTA = TableName(By.KELURAHAN), TableName(By.UNIT, "31.71")
WHOLE = tuple(map(TableName, By))


def some(of: TableName, *rows: RankRow) -> dict[TableName, tuple[RankRow, ...]]:
    return {name: rows if name == of else () for name in (*WHOLE, OF_ONE_KOTA)}


def test_rows_come_back_as_they_were() -> None:
    tally = Tally()
    tally.n = 3
    row = row_of("Cideng", tally, subject="31", nilai=Decimal("99.975"), peringkat="A", official=True)
    tables = some(KELURAHAN, row, row_of(Apart.NO_AREA.value, tally, apart=Apart.NO_AREA))
    figures = encode_figures(tables)
    assert {name: decode_table(figures, name) for name in tables} == tables
    assert decode_figures(figures, By.KELURAHAN) == tables[KELURAHAN]
    assert '"99.975"' in figures
    layout = layout_of(figures)
    assert layout is not None and layout.tables == tables_of(figures) == tuple(tables)
    assert encode_figures({name: tables[name] for name in layout.tables}, layout.fields) == figures


def test_each_kota_has_tables_of_every_level() -> None:
    found = layout_for(Directory.load("builtin:jakarta"))
    assert found.tables[:4] == WHOLE and OF_ONE_KOTA in found.tables and len(found.tables) == 4 + 6 * 4


def test_of_areas_only_what_is_apart_is_written_of_a_kota() -> None:
    assert TableName(By.KELURAHAN, "31.71").holds_apart_only
    assert not (OF_ONE_KOTA.holds_apart_only or KELURAHAN.holds_apart_only)


def test_figures_of_another_release_are_read_as_far_as_they_go() -> None:
    tables = some(TableName(By.KOTA), row_of("Cideng", Tally()))
    text = encode_figures(tables)
    layout = layout_of(text)
    assert layout is not None
    older = [name for name in layout.fields if name != "undecided"]
    first = {name: tables[name] for name in WHOLE}
    assert decode_figures(encode_figures(first, older), By.KOTA) == tables[TableName(By.KOTA)]
    assert decode_table(encode_figures(first), OF_ONE_KOTA) is None
    for newer in (text.replace('"undecided"', '"of_tomorrow"'), text.replace('"unit:31.71"', '"rw:1"')):
        assert layout_of(newer) is None and decode_figures(newer, By.KOTA) == tables[TableName(By.KOTA)]
