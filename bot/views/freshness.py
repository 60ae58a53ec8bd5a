"""How old the data is, in words. Nothing is called NIHIL on data that is old or not the whole truth."""

from __future__ import annotations

from datetime import datetime

from bot.views.markup import NOTHING, Html, clip, fill
from bot.views.names import WARNING
from bot.views.words import Local, ago, span
from monitor.model import DataAge


def is_whole(data: DataAge) -> bool:
    """Whether "there is none" may be said."""
    return not data.stale and data.partial is None and data.as_of is not None


def old_data(data: DataAge, local: Local, now: datetime) -> Html:
    """The warning above everything else; "" when the data is fresh."""
    if data.as_of is None:
        return fill(
            "{mark} <b>Belum ada data.</b> siaga belum menerima data CRM; mohon cek langsung di CRM.", mark=WARNING
        )
    if not data.stale:
        return NOTHING
    return fill(
        "{mark} <b>Data terakhir {moment}, {age}.</b> Keadaan sekarang mungkin sudah berubah; "
        "mohon cek langsung di CRM.",
        mark=WARNING,
        moment=local.moment(data.as_of, now),
        age=f"{span(now - data.as_of)} lalu",
    )


def partial_data(data: DataAge) -> Html:
    """Why the data is not the whole truth; "" when it is."""
    if data.partial is None:
        return NOTHING
    return fill("{mark} Data tidak lengkap: {why}.", mark=WARNING, why=clip(data.partial, 200).rstrip("."))


def data_moment(data: DataAge, local: Local, now: datetime) -> str:
    """ "data 07.58", "belum ada data" """
    return f"data {local.moment(data.as_of, now)}" if data.as_of else "belum ada data"


def data_sentence(data: DataAge, local: Local, now: datetime) -> str:
    """ "Data 07.58 (2 menit lalu)." """
    if data.as_of is None:
        return "Belum ada data."
    return f"Data {local.moment(data.as_of, now)} ({ago(now - data.as_of)})."
