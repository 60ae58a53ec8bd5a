"""A field is gone from what the source says of complaints. For operators."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.markup import NOTHING, code, fill, joined
from bot.views.names import WARNING
from bot.views.words import number

_CONFIGURED = ("rest", "open311")  # sources whose fields the configuration names


def fields_lost(source: str, names: Sequence[str], items: int) -> str:
    """`names`: fields as the configuration calls them. `items`: of how many none had them."""
    named = joined(map(code, names), ", ")
    keys = joined((code(f"crm.{source}.fields.{name}") for name in names), ", ")
    return joined(
        [
            fill("{mark} <b>Isian {named} tidak ada lagi di data CRM.</b>", mark=WARNING, named=named),
            fill(
                "Tidak satu pun dari {n} aduan di daftar terakhir memuatnya, padahal dulu ada. Mungkin CRM "
                "mengganti nama isiannya. Yang sudah tersimpan tidak diubah, dan tidak ada aduan yang dianggap "
                "hilang dari CRM.",
                n=number(items),
            ),
            "Tahap aduan yang sudah dikenal berhenti mengikuti CRM; aduan baru dianggap terbuka tanpa tahap."
            if "status" in names
            else NOTHING,
            fill("Mohon cocokkan {keys} dengan jawaban CRM.", keys=keys)
            if source in _CONFIGURED
            else "Mohon periksa apakah bentuk jawaban CRM berubah.",
        ]
    )
