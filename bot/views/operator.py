"""What the operator must know, once: chats lost and found, names and labels that the configuration lacks."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.views.markup import Html, clean, clip, code, fill, joined, pre
from bot.views.names import DONE, WARNING, notice_kind
from bot.views.words import number
from monitor.model import NoticeKind, Stage

_NAME = 80
_MOST_NAMES = 30
_AREA, _MOST_AREAS = 50, 20
_MOST_PASTED = 2_200  # code points to paste

_REASONS = {
    "blocked": "bot diblokir",
    "chat_deactivated": "grup sudah dinonaktifkan",
    "chat_not_found": "chat tidak ditemukan",
    "forbidden": "Telegram menolak bot di sana",
    "is_a_bot": "tujuannya sebuah bot",
    "kicked": "bot dikeluarkan dari grup",
    "migrated": "grup pindah ke ID lain",
    "no_right_to_write": "bot tidak boleh menulis di sana",
    "not_a_member": "bot bukan anggota grup",
    "not_started": "orang ini belum menekan Start",
    "topic_closed": "topik ditutup",
    "topic_gone": "topik sudah tidak ada",
    "user_deactivated": "akun sudah tidak aktif",
}
_CHOICES = " | ".join(stage for stage in Stage if stage is not Stage.UNMAPPED)


def destination_lost(name: str, chat_id: int, topic: int | None, reason: str) -> str:
    """`reason`: the one word of DestinationLost."""
    return joined(
        [
            fill(
                "{mark} <b>Tidak bisa menulis ke {name}</b>: {why}.",
                mark=WARNING,
                name=_named(name),
                why=_why(reason),
            ),
            _where(chat_id, topic),
            "Pesan untuk tujuan ini disimpan dan dikirim setelah bot bisa menulis lagi. Mohon undang kembali bot, "
            "beri izin menulis, atau perbaiki konfigurasi.",
        ]
    )


def destination_back(name: str, chat_id: int, topic: int | None) -> str:
    return joined(
        [
            fill(
                "{mark} <b>{name} terhubung kembali</b>. Pesan yang tertunda dan masih berlaku akan dikirim.",
                mark=DONE,
                name=_named(name),
            ),
            _where(chat_id, topic),
        ]
    )


def destination_moved(name: str, old_chat_id: int, new_chat_id: int) -> str:
    return fill(
        "{mark} <b>{name} berubah menjadi supergrup</b>: ID {old} menjadi {new}. Pesan tetap terkirim; "
        "mohon ganti ID itu di konfigurasi.",
        mark=WARNING,
        name=_named(name),
        old=code(str(old_chat_id)),
        new=code(str(new_chat_id)),
    )


def unknown_areas(
    names: Sequence[tuple[str, int]], alias_lines: Sequence[str], new_lines: Sequence[str] = ()
) -> str:
    """`names` with how often each occurs; lines for the areas file, ready to paste: those of areas that a name may
    mean, with the alias added, and new ones for the names that are close to nothing.
    """
    named = [f"{clip(name, _AREA) or '?'} ({number(count)})" for name, count in names[:_MOST_AREAS]]
    if len(names) > _MOST_AREAS:
        named.append(f"dan {number(len(names) - _MOST_AREAS)} nama lain")
    head = fill(
        "{mark} <b>{n} nama wilayah belum dikenal</b>: {names}.",
        mark=WARNING,
        n=number(len(names)),
        names=", ".join(named),
    )
    told = [head, "Aduannya tetap disimpan dan tampil di kota."]
    room = _MOST_PASTED // 2 if alias_lines and new_lines else _MOST_PASTED
    if alias_lines:
        told += ["Bila maksudnya ini, ganti baris yang sama di berkas wilayah (areas.file):"]
        told += _pasted(alias_lines, room)
    if new_lines:
        told += [
            "Bila ini wilayah baru, isi kode-baru dan kode-kecamatan lalu tambahkan barisnya ke berkas wilayah; "
            "bila nama lain dari wilayah yang sudah ada, tambahkan sebagai alias di baris wilayah itu:"
        ]
        told += _pasted(new_lines, room)
    return joined(told)


def unmapped_labels(labels: Sequence[str]) -> str:
    """Status labels that no stage is known for: the lines for the configuration, the stage left to choose."""
    lines = [f'{json.dumps(clip(label, _NAME), ensure_ascii=False)} = "..."' for label in labels]
    return joined(
        [
            fill(
                "{mark} <b>{n} status CRM belum dikenal</b>. Aduannya dianggap terbuka sampai artinya ditetapkan.",
                mark=WARNING,
                n=number(len(labels)),
            ),
            "Mohon tambahkan ke konfigurasi, dengan tahap yang benar:",
            *_pasted([f"# tahap: {_CHOICES}", "[crm.status]", *lines]),
        ]
    )


def nobody_hears(count: int, places: Sequence[tuple[str, int]]) -> str:
    """Open complaints that reach no chat; `places` with how many of them belong to each, most first."""
    named = [f"{clip(name, _NAME) or '?'} ({number(held)})" for name, held in places[:_MOST_NAMES]]
    if len(places) > _MOST_NAMES:
        named.append(f"dan {number(len(places) - _MOST_NAMES)} lainnya")
    return joined(
        [
            fill(
                "{mark} <b>{n} aduan terbuka tidak sampai ke grup mana pun</b>: {places}.",
                mark=WARNING,
                n=number(count),
                places=", ".join(named),
            ),
            "Mohon hubungkan grup kecamatan atau kota yang mencakupnya di konfigurasi ([[chats]]). "
            "Pesan ini diulang sekali seminggu selama masih ada.",
        ]
    )


def notice_refused(kind: NoticeKind, name: str, reason: str) -> str:
    """A message that will not be sent; `reason` is told in full to the operator, who can act on it."""
    return joined(
        [
            fill(
                "{mark} <b>{what} untuk {name} tidak terkirim</b> dan tidak akan diulang.",
                mark=WARNING,
                what=notice_kind(kind),
                name=_named(name),
            ),
            fill("Sebab: {why}", why=clip(reason, 500)),
        ]
    )


def notice_postponed(kind: NoticeKind, name: str, reason: str) -> str:
    """A message that siaga itself could not compose and tries again."""
    return joined(
        [
            fill(
                "{mark} <b>{what} untuk {name} gagal disusun</b> dan dicoba lagi satu jam kemudian.",
                mark=WARNING,
                what=notice_kind(kind),
                name=_named(name),
            ),
            fill("Sebab: {why}. Mohon sampaikan kepada pengelola perangkat lunak.", why=clip(reason, 500)),
        ]
    )


def _named(name: str) -> str:
    return clip(name, 200) or "tanpa nama"


def _why(reason: str) -> str:
    return _REASONS.get(reason) or clip(reason, 200) or "sebabnya tidak diketahui"


def _where(chat_id: int, topic: int | None) -> Html:
    where = fill("ID: {id}", id=code(str(chat_id)))
    return where if topic is None else joined([where, fill("topik: {topic}", topic=code(str(topic)))], " · ")


def _pasted(lines: Sequence[str], room: int = _MOST_PASTED) -> list[Html]:
    """The lines to paste, whole ones only, and how many did not fit."""
    kept: list[str] = []
    for line in map(clean, lines):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    left_out = len(lines) - len(kept)
    more = fill("{n} baris lagi tidak muat di pesan ini.", n=number(left_out))
    return [pre("\n".join(kept)), *([more] if left_out else [])]
