"""What a table of ranks leaves out where it is cut, in words: the text and the picture are cut alike."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.freshness import is_whole
from bot.views.markup import clip
from bot.views.rank_words import NOT_KNOWN
from bot.views.words import number
from monitor.ranks.standings import Standings
from monitor.scores.ranking import Cut, RankRow, lowest

CUT = 5
SMALL = 12  # a table of so many rows is shown whole
HIGHEST = "Lima teratas"
_NAME, _MOST_NAMED, _BAND = 60, 6, 12


def table_order(told: Standings) -> Sequence[RankRow]:
    """By place; while no nilai is told, by what arrived: that is no judgement."""
    if has_places(told):
        return told.rows
    return sorted(told.rows, key=lambda row: (-row.n, row.name.casefold()))


def has_places(told: Standings) -> bool:
    return any(row.place is not None for row in told.rows)


def lowest_title(cut: Cut, told: Standings) -> str:
    return "Lima terbawah" if len(cut.rows) == CUT else f"Di bawah peringkat {clip(told.best, _BAND)}"


def equal_words(cut: Cut) -> str:
    """How many more are as good or as bad as the last one shown."""
    return f"dan {number(cut.equal)} setara" if cut.equal else ""


def below_best_words(told: Standings) -> str:
    """ "Di bawah peringkat A: NIHIL"; nothing is NIHIL on data that is old or in part."""
    if not told.ranking.placed or lowest(told.rows, told.best).rows:
        return ""
    none = "NIHIL" if is_whole(told.data) else "tidak tampak dalam data ini"
    return f"Di bawah peringkat {clip(told.best, _BAND)}: {none}"


def small_words(told: Standings) -> str:
    """Who has a nilai and no place."""
    rows = [row for row in told.rows if row.place is None and row.nilai is not None]
    names = [f"{clip(row.name, _NAME)} ({number(row.n)})" for row in rows]
    return f"Di bawah {number(told.min_n)} aduan, tanpa urutan: {_named(names)}" if names else ""


def lacking_words(told: Standings) -> list[str]:
    """Who has no nilai: those with nothing to judge, and those where nothing arrived."""
    lacking = [row for row in told.rows if row.nilai is None]
    if not told.shows_estimates:
        return [f"{number(len(lacking))} tanpa nilai resmi"] if lacking else []
    names = [clip(row.name, _NAME) for row in lacking if row.n]
    idle = len(lacking) - len(names)
    return [
        *([f"Nilai {NOT_KNOWN}: {_named(names)}"] if names else []),
        *([f"{number(idle)} tanpa aduan, nilai {NOT_KNOWN}"] if idle else []),
    ]


def apart_words(told: Standings) -> str:
    """What is counted and never ranked."""
    if told.lacks_apart and told.sight.is_whole:
        return "Di luar urutan: tidak tercatat saat bulan ini dibekukan"
    counted = [f"{number(row.n)} {row.name}" for row in told.apart if row.n]
    return f"Di luar urutan: {', '.join(counted)}" if counted else ""


def _named(names: Sequence[str]) -> str:
    """All of them while they are few, else how many."""
    return ", ".join(names) if len(names) <= _MOST_NAMED else number(len(names))
