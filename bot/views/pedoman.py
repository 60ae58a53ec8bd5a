"""What the operator's table and the rules in force say of one category: limits, weight, unit, completeness."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.views.limit_words import limit_words
from bot.views.markup import Html, bold, clip, fill, joined, tail
from bot.views.names import UNKNOWN
from monitor.deadlines.limits import Limit
from monitor.deadlines.pedoman import Guideline

_NAME, _LISTED_NAME, _CRITERION = 80, 48, 200
_MOST_LISTED, _MOST_CRITERIA, _MOST_ALIASES = 60, 12, 10


def guideline_html(
    guideline: Guideline, response: Limit | None, completion: Limit | None, *, assumed: bool, bobot: Decimal
) -> Html:
    """`response`, `completion`: the limits of a complaint that arrives now. `assumed`: the second is a default."""
    return joined(
        [
            fill("📘 {name}", name=bold(f"Pedoman: {clip(guideline.category, _NAME)}")),
            _limits(response, completion, assumed=assumed),
            fill("Bobot nilai: {bobot}", bobot=f"{bobot.normalize():f}".replace(".", ",")),
            _unit(guideline),
            _criteria(guideline),
            _aliases(guideline),
        ]
    )


def no_guideline_html(category: str, response: Limit | None, completion: Limit | None, *, assumed: bool) -> Html:
    """For a category that the table does not hold: what holds for it all the same. Buttons may follow."""
    return joined(
        [
            fill("{mark} “{name}” belum ada di tabel pedoman.", mark=UNKNOWN, name=clip(category, _NAME)),
            _limits(response, completion, assumed=assumed),
            "Mungkin tertulis lain: pilih yang mirip bila ada di bawah ini, atau ketik /pedoman untuk daftarnya.",
        ]
    )


def guidelines_html(guidelines: Sequence[Guideline]) -> Html:
    """All categories of the table. Buttons with the first of them follow."""
    if not guidelines:
        return joined(
            [
                "Tabel pedoman belum diisi. Mohon sampaikan kepada operator siaga.",
                "Batas waktu satu kategori tetap bisa ditanyakan, misalnya /pedoman Sampah",
            ]
        )
    names = [clip(one.category, _LISTED_NAME) for one in guidelines[:_MOST_LISTED]]
    more = len(guidelines) - len(names)
    return joined(
        [
            bold(f"Pedoman {len(guidelines)} kategori"),
            tail("\n".join([*names, f"dan {more} lagi" if more else ""]).strip()),
            "Ketik /pedoman dan nama kategorinya, misalnya:",
            fill("/pedoman {name}", name=names[0]),
        ]
    )


def _limits(response: Limit | None, completion: Limit | None, *, assumed: bool) -> Html:
    return fill(
        "Batas jawab: <b>{response}</b>\nBatas selesai: <b>{completion}</b>{assumed}",
        response=limit_words(response),
        completion=limit_words(completion),
        assumed=" (asumsi)" if assumed else "",
    )


def _unit(guideline: Guideline) -> str:
    return f"Unit penanggung jawab: {clip(guideline.unit, _NAME)}" if guideline.unit else ""


def _criteria(guideline: Guideline) -> str:
    shown = guideline.criteria[:_MOST_CRITERIA]
    if not shown:
        return ""
    lines = [f"{number}. {clip(one, _CRITERION)}" for number, one in enumerate(shown, 1)]
    return fill("\n{title}\n{lines}", title=bold("Tindak lanjut lengkap bila ada:"), lines="\n".join(lines))


def _aliases(guideline: Guideline) -> str:
    if not guideline.aliases:
        return ""
    return f"\nJuga ditulis: {', '.join(clip(alias, _LISTED_NAME) for alias in guideline.aliases[:_MOST_ALIASES])}"
