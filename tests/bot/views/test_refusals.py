"""Nothing that the readers of files and answers refuse reaches people in English."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor
from bot.views.refusals import FLAWS, flaw_in_words, reason_in_words
from monitor.flaws import Flaw

SOURCES = Path(monitor.__file__).parent / "sources"
TOY = SOURCES / "simulator"  # says no to the demo, not to a file


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of these in monitor/sources, and where it is."""
    for file in sorted(SOURCES.rglob("*.py")):
        if file.is_relative_to(TOY):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{file.name}:{node.lineno}", node


def texts(said: ast.expr) -> Iterator[str]:
    """What an expression can say, with 7 in place of what is filled in."""
    match said:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*texts(one), *texts(other))


def is_flaw(given: ast.expr) -> bool:
    match given:
        case ast.Attribute(value=ast.Name(id="Flaw"), attr=name):
            return name in Flaw.__members__
        case ast.IfExp(body=one, orelse=other):
            return is_flaw(one) and is_flaw(other)
        case ast.Name(id="flaw"):  # of a table, typed as such
            return True
    return False


def test_every_refusal_of_a_source_names_its_flaw() -> None:
    found = list(calls("BadInput"))
    assert len(found) > 30
    assert [where for where, call in found if len(call.args) < 2 or not is_flaw(call.args[1])] == []


def test_every_flaw_has_words() -> None:
    assert set(FLAWS) == set(Flaw)
    for flaw in Flaw:
        said = flaw_in_words(flaw, "x.csv is damaged.")
        assert said == FLAWS[flaw] and not said.endswith(".")


PREFIXES = {"RowRefused": "", "NotADate": "due_at (column 'Tenggat') ", "Drift": "status ('tstatus.name') "}


@pytest.mark.parametrize("kind", PREFIXES)
def test_every_reason_of_a_row_has_words(kind: str) -> None:
    built = ("7", "7 (column 7) 7")  # of other reasons, which are here under their own names
    told = [text for _, call in calls(kind) for text in texts(call.args[0]) if text not in built]
    said = [PREFIXES[kind] + text for text in told]
    assert said
    assert [reason for reason in said if reason_in_words(reason) == reason.rstrip(".")] == []


def test_what_nobody_named_is_told_as_it_is() -> None:
    assert flaw_in_words(None, "something nobody foresaw.") == "something nobody foresaw"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("created_at (column 'Tanggal') is not a date that can be read", "waktu masuk tidak terbaca"),
        ("due_at (column 'Tenggat') is not a date between 1970 and 2100", "salah satu tanggalnya tidak terbaca"),
        ("address (column 'is empty') is longer than 500 characters", "salah satu isinya terlalu panjang"),
        ("a row of totals, not a complaint", "baris jumlah, bukan aduan"),
        ("something nobody foresaw.", "something nobody foresaw"),
    ],
)
def test_reasons_are_told_in_words(reason, words) -> None:
    assert reason_in_words(reason) == words
