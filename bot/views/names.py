"""The Indonesian words for the closed lists of monitor, and the marks beside them."""

from __future__ import annotations

from monitor.model import FactKind, NoticeKind, Stage

LATE = "🔴"
BEFORE_NEXT = "🟠"
SOON = "🟡"
WAITING = "⚪"
IN_PROCESS = "🔵"
ELSEWHERE = "🟣"
DONE = "✅"
WARNING = "⚠️"
UNKNOWN = "❔"

NO_AREA = "belum ada wilayah"

_STAGES = {
    Stage.WAIT: "Menunggu jawaban (wait)",
    Stage.COORDINATION: "Koordinasi ke unit lain",
    Stage.DISPOSITION: "Disposisi",
    Stage.PROCESS: "Diproses",
    Stage.VALIDATION: "Menunggu validasi",
    Stage.RETURNED: "Tindak lanjut dikembalikan, perlu dikerjakan ulang",
    Stage.COMPLETE: "Selesai",
    Stage.DISMISSED: "Ditolak sebagai aduan",
    Stage.UNMAPPED: "Status belum dikenal siaga",
}
_STAGE_MARKS = {
    Stage.WAIT: WAITING,
    Stage.COMPLETE: DONE,
    Stage.DISMISSED: "⚫",
    Stage.UNMAPPED: UNKNOWN,
}
_FACTS = {
    FactKind.ARRIVED: "masuk",
    FactKind.STAGE: "status berubah",
    FactKind.RESPONDED: "dijawab",
    FactKind.COMPLETED: "selesai",
    FactKind.REOPENED: "dibuka kembali",
    FactKind.HANDED_OVER: "dialihkan",
    FactKind.DETAILS: "keterangan diperbarui",
    FactKind.EVIDENCE: "waktu kejadian dipastikan",
    FactKind.LEFT_WAIT: "tidak lagi berstatus wait",
    FactKind.DUE: "tenggat dihitung ulang",
    FactKind.VANISHED: "tidak tampak di CRM",
    FactKind.REAPPEARED: "tampak lagi di CRM",
}
_NOTICES = {
    NoticeKind.DIGEST: "Pesan pengecekan",
    NoticeKind.SIGN_OF_LIFE: "Kabar mingguan",
    NoticeKind.OPERATOR: "Pesan operator",
    NoticeKind.HANDOVERS: "Kabar perpindahan unit",
    NoticeKind.REMINDER: "Permintaan data baru",
}


def stage_name(stage: Stage) -> str:
    return _STAGES[stage]


def stage_mark(stage: Stage) -> str:
    return _STAGE_MARKS.get(stage, IN_PROCESS)


def fact_name(kind: FactKind) -> str:
    return _FACTS[kind]


def notice_kind(kind: NoticeKind) -> str:
    return _NOTICES[kind]


def slot_title(name: str) -> str:
    """A slot as the configuration names it: "pagi" -> "Pengecekan pagi"."""
    return f"Pengecekan {name.replace('_', ' ').strip()}"
