"""What a poll could not read or was not believed, as the operator reads it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.markup import Html, clip, code, fill, joined
from bot.views.names import WARNING
from bot.views.refusals import reason_in_words
from bot.views.words import number

_MOST_REASONS = 5
_MOST_TICKETS = 3
_TICKET = 40
_REASON = 200


def items_rejected(source: str, reasons: Sequence[tuple[str, int, Sequence[str]]]) -> str:
    """`reasons`: each with how many items and the tickets among them."""
    total = sum(times for _, times, _ in reasons)
    left = len(reasons) - _MOST_REASONS
    return joined(
        [
            fill(
                "{mark} <b>{n} aduan dari CRM tidak terbaca</b>, jadi tidak masuk.", mark=WARNING, n=number(total)
            ),
            *(_line(*one) for one in reasons[:_MOST_REASONS]),
            Html(f"dan {number(left)} sebab lain") if left > 0 else "",
            fill(
                "Selama itu tidak ada yang disebut NIHIL. Rinciannya: {sync}; isiannya diatur di {section}.",
                sync=code("siaga sync --full"),
                section=code(f"[crm.{clip(source, 20)}]"),
            ),
        ]
    )


def _line(reason: str, times: int, tickets: Sequence[str]) -> Html:
    shown = joined((code(clip(ticket, _TICKET)) for ticket in tickets[:_MOST_TICKETS]), ", ")
    return fill(
        "• {why}: {n}{tickets}",
        why=clip(reason_in_words(reason), _REASON),
        n=number(times),
        tickets=fill(" ({shown})", shown=shown) if shown else "",
    )


def listing_not_believed(source: str) -> str:
    return fill(
        "{mark} <b>Daftar dari CRM ({source}) tidak dipercaya</b>: terlalu banyak aduan terbuka mendadak "
        "tidak ada di dalamnya. Aduan itu tetap dianggap terbuka, dan tidak ada yang disebut NIHIL. Mungkin "
        "daftarnya terpotong: periksa {sync}. Bila memang sudah tidak ada di CRM, jalankan {believe}.",
        mark=WARNING,
        source=clip(source, 20),
        sync=code("siaga sync --full"),
        believe=code("siaga sync --full --believe"),
    )
