"""What the operator's table and the rules in force say of one category: limits, weight, unit, completeness."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.views.limit_words import limit_words
from bot.views.markup import Html, bold, clip, fill, joined, tail
from bot.views.names import UNKNOWN
from monitor.deadlines.category_limits import CategoryLimits, Narrower
from monitor.deadlines.pedoman import Guideline
from monitor.model import ClockName

_NAME, _LISTED_NAME, _CRITERION, _LABEL = 80, 48, 200, 24
_MOST_LISTED, _MOST_CRITERIA, _MOST_ALIASES, _MOST_NARROWER = 60, 12, 6, 5


def guideline_html(guideline: Guideline, limits: CategoryLimits, bobot: Decimal) -> Html:
    """`limits`: those of a complaint that arrives now."""
    return joined(
        [
            fill("📘 {name}", name=bold(f"Pedoman: {clip(guideline.category, _NAME)}")),
            _limits(limits),
            _bobot(bobot),
            _unit(guideline),
            _criteria(guideline),
            _aliases(guideline),
        ]
    )


def no_guideline_html(category: str, limits: CategoryLimits, bobot: Decimal, *, has_buttons: bool) -> Html:
    """For a category that the table does not hold: what holds for it all the same."""
    similar = "pilih yang mirip di bawah ini, atau " if has_buttons else ""
    return joined(
        [
            fill("{mark} “{name}” belum ada di tabel pedoman.", mark=UNKNOWN, name=clip(category, _NAME)),
            _limits(limits),
            _bobot(bobot),
            f"Mungkin tertulis lain: {similar}ketik /pedoman untuk daftarnya.",
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


def _limits(limits: CategoryLimits) -> Html:
    assumed = " (asumsi)" if limits.assumed else ""
    response = fill("Batas jawab: <b>{limit}</b>", limit=limit_words(limits.response))
    completion = fill(
        "Batas selesai: <b>{limit}</b>{assumed}", limit=limit_words(limits.completion), assumed=assumed
    )
    narrower = {clock: [one for one in limits.narrower if one.clock is clock] for clock in ClockName}
    return joined(
        [
            response,
            *_narrower(narrower[ClockName.RESPONSE]),
            completion,
            *_narrower(narrower[ClockName.COMPLETION]),
        ]
    )


def _narrower(found: Sequence[Narrower]) -> list[Html]:
    """One line for each: "• lewat JAKI, prioritas Tinggi: 2 hari kerja"."""
    more = len(found) - _MOST_NARROWER
    return [
        *(
            fill("• {whom}: <b>{limit}</b>", whom=_whom(one), limit=limit_words(one.limit))
            for one in found[:_MOST_NARROWER]
        ),
        *([fill("• dan {more} aturan khusus lagi", more=more)] if more > 0 else []),
    ]


def _whom(one: Narrower) -> str:
    named = (("lewat", one.channel), ("prioritas", one.priority), ("dipegang", one.unit_level))
    return ", ".join(f"{word} {clip(value, _LABEL)}" for word, value in named if value is not None)


def _bobot(bobot: Decimal) -> str:
    return f"Bobot nilai: {f'{bobot.normalize():f}'.replace('.', ',')}"


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
