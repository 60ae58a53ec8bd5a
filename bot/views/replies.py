"""Short answers: who may not, what was not understood, what went wrong, and what to do then."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.markup import Html, bold, clip, code, fill, joined, pre
from bot.views.names import WARNING

_NAME = 80


def unbound(chat_id: int, topic: int | None) -> str:
    """For a group that is bound to nothing: its id, and what the operator adds to the configuration."""
    where = fill("ID: {id}", id=code(str(chat_id)))
    if topic is not None:
        where = joined([where, fill("topik: {topic}", topic=code(str(topic)))], " · ")
    topic_line = f"topic = {topic}" if topic is not None else ""
    snippet = ["[[chats]]", f"id = {chat_id}", topic_line, 'area = "nama wilayah"']
    return joined(
        [
            "Grup ini belum terhubung dengan wilayah mana pun.",
            where,
            "Mohon teruskan pesan ini kepada operator siaga. Untuk berkas konfigurasinya, dengan nama wilayah "
            "yang sesuai:",
            pre("\n".join(line for line in snippet if line)),
        ]
    )


def stranger_private(user_id: int) -> str:
    """For a person whom siaga does not know, in private."""
    return joined(
        [
            "Halo, ini siaga, pemantau aduan CRM. Akun Anda belum terdaftar.",
            fill("ID Anda: {id}", id=code(str(user_id))),
            "Mohon kirimkan ID itu kepada operator siaga, atau buka tautan undangan yang Anda terima.",
        ]
    )


def outside_scope(title: str, *, is_city: bool = False) -> str:
    """`is_city`: a whole kota reads it, so there is no wider group to send people to."""
    here = fill("Di sini hanya terlihat {title}.", title=clip(title, _NAME))
    return here if is_city else joined([here, "Untuk wilayah lain, mohon tanyakan di grup kota."], " ")


def which_one(written: str) -> str:
    """The buttons that follow name what it may mean."""
    return fill("“{written}” bisa berarti beberapa hal. Yang mana?", written=clip(written, _NAME))


def unknown_area(written: str) -> str:
    """Buttons with similar names may follow."""
    return fill(
        "Wilayah “{written}” tidak dikenal. Mohon periksa ejaannya, atau pilih yang mirip bila ada di bawah ini.\n"
        "Contoh: /wait Cideng",
        written=clip(written, _NAME),
    )


def help_text(commands: Sequence[tuple[str, str]], title: str) -> str:
    """`commands`: as typed, without "/", and what each does."""
    lines = [fill("/{name} · {does}", name=clip(name, _NAME), does=clip(does, 120)) for name, does in commands]
    intro = (
        "Pada jam pengecekan, siaga mengirim daftar aduan yang terlambat dan yang hampir lewat batas. "
        "Di antaranya, tanyakan kapan saja:"
    )
    return joined([joined([bold(f"siaga · {clip(title, _NAME)}"), intro]), joined(lines)], "\n\n")


def welcome_person(name: str, title: str) -> str:
    return fill(
        "Selamat datang, {name}. Anda terhubung dengan <b>{title}</b>.\n/wait untuk aduan yang menunggu, "
        "/bantuan untuk perintah lainnya.",
        name=clip(name, _NAME),
        title=clip(title, _NAME),
    )


def invitation_invalid() -> str:
    return Html(
        "Undangan ini tidak berlaku lagi: sudah dipakai, kedaluwarsa, atau tautannya tidak lengkap.\n"
        "Mohon minta undangan baru kepada operator siaga."
    )


def ask_ticket() -> str:
    """Buttons with the most urgent tickets may follow."""
    return Html("Aduan yang mana? Ketik nomor tiketnya, misalnya: <code>/aduan JK2611220412</code>")


def button_expired() -> str:
    """A toast: no markup."""
    return "Tombol ini sudah tidak berlaku. Mohon ulangi perintahnya."


def trouble() -> str:
    return fill(
        "{mark} Permintaan ini belum dapat dijawab karena gangguan di pihak siaga. Gangguannya sudah tercatat; "
        "mohon coba lagi beberapa menit lagi. Untuk yang mendesak, mohon cek langsung di CRM.",
        mark=WARNING,
    )


def trouble_toast() -> str:
    """A toast: no markup, at most 200 characters."""
    return (
        "Belum dapat dijawab karena gangguan di pihak siaga. Mohon coba lagi beberapa menit lagi, atau cek di CRM."
    )
