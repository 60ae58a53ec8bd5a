"""Which rule decided a clock, for people who have never seen the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.views.calendar import date_words
from bot.views.markup import clip
from bot.views.words import number
from monitor.deadlines.explanation import ClockRuling
from monitor.deadlines.rules import ANY, Entry, Rule

_NAME = 60
_MOST_BEATEN = 4
_NUMBERED = re.compile(r"sla\.rule\[(\d+)\]")
_LINE = re.compile(r".+, line (\d+)", re.DOTALL)
_OFFICES = {"unit": "unit yang bukan kelurahan, kecamatan atau kota"}


def rule_words(ruling: ClockRuling) -> str:
    """ "Aturan: kategori Jalan, kanal JAKI (aturan ke-1 di konfigurasi)"; on the next line what it won against."""
    assumed = " (asumsi)" if ruling.source.endswith("(asumsi)") else ""
    beaten = [_entry(entry) for entry in ruling.beaten[:_MOST_BEATEN]]
    if len(ruling.beaten) > _MOST_BEATEN:
        beaten.append(f"dan {number(len(ruling.beaten) - _MOST_BEATEN)} aturan lain")
    beat = f"\nMengalahkan: {'; '.join(beaten)}" if beaten else ""
    return f"Aturan: {_entry(ruling.won)}{assumed}{beat}"


def _entry(entry: Entry) -> str:
    if entry.rule is None:
        return "batas bawaan"
    return f"{', '.join(_holds_for(entry.rule))} ({_where(entry.source)})"


def _holds_for(rule: Rule) -> Iterator[str]:
    yield "semua kategori" if rule.category.strip() == ANY else f"kategori {clip(rule.category, _NAME)}"
    if rule.channel is not None:
        yield f"kanal {clip(rule.channel, _NAME)}"
    if rule.unit_level is not None:
        yield f"dipegang {_OFFICES.get(rule.unit_level, rule.unit_level)}"
    if rule.priority is not None:
        yield f"prioritas {clip(rule.priority, _NAME)}"
    if rule.valid_from or rule.valid_to:
        first = f"sejak {date_words(rule.valid_from)}" if rule.valid_from else ""
        last = f"sampai {date_words(rule.valid_to)}" if rule.valid_to else ""
        yield f"yang masuk {' '.join(part for part in (first, last) if part)}"


def _where(source: str) -> str:
    if match := _NUMBERED.fullmatch(source):
        return f"aturan ke-{match[1]} di konfigurasi"
    if match := _LINE.fullmatch(source):
        return f"pedoman baris {match[1]}"
    return clip(source, _NAME)
