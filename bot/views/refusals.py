"""Why a file, an answer or a row was not taken, in Indonesian: the readers of files speak English."""

from __future__ import annotations

import re

from bot.views.markup import clip
from monitor.flaws import Flaw

_REASON = 300
_AGAIN = "ekspor sekali lagi dari CRM"
_AS_TABLE = "ekspor sekali lagi sebagai CSV atau XLSX"

FLAWS = {
    Flaw.ABSENT: "berkasnya tidak ada",
    Flaw.NOT_A_FILE: "ini bukan berkas biasa",
    Flaw.CLOSED_TO_US: "siaga tidak diizinkan membuka berkasnya",
    Flaw.EMPTY: f"berkasnya kosong; {_AGAIN}",
    Flaw.TOO_BIG: "berkasnya lebih besar daripada 20 MB; ekspor jangka waktu yang lebih pendek",
    Flaw.PDF: f"ini dokumen PDF, bukan tabel; {_AS_TABLE}",
    Flaw.PICTURE: f"ini gambar, bukan tabel; {_AS_TABLE}",
    Flaw.WEB_PAGE: "ini halaman web, bukan tabel; buka di pengolah angka lalu simpan sebagai XLSX",
    Flaw.NO_TABLE: f"ini bukan tabel; {_AS_TABLE}",
    Flaw.FATAL: "siaga gagal mengolahnya; mohon sampaikan kepada pengelolanya",
    Flaw.CUT: f"berkasnya terpotong di tengah jalan; salin atau {_AGAIN}",
    Flaw.DAMAGED_TEXT: f"isinya rusak; salin atau {_AGAIN}",
    Flaw.NOT_UTF8: "penyandian hurufnya tidak cocok; ekspor sekali lagi sebagai CSV (UTF-8) atau XLSX",
    Flaw.OPEN_QUOTE: f"ada tanda kutip yang dibuka tetapi tidak ditutup; {_AGAIN}",
    Flaw.PASSWORD: "berkas dilindungi kata sandi; simpan salinan tanpa kata sandi",
    Flaw.DAMAGED: f"berkasnya rusak atau terpotong; {_AGAIN}",
    Flaw.XLSB: "ini XLSB; simpan sebagai XLSX atau CSV",
    Flaw.TOO_LARGE: "berkasnya terlalu besar; simpan sebagai CSV",
    Flaw.BOMB: "bila dibuka isinya jauh lebih besar daripada sebuah tabel, jadi tidak dibuka; simpan sebagai CSV",
    Flaw.ENTITIES: "berkasnya memuat perintah XML yang berbahaya, jadi tidak dibuka; simpan sebagai CSV",
    Flaw.NO_SHEET: f"tidak ada lembar di dalamnya; {_AGAIN}",
    Flaw.TOO_WIDE: "kolomnya terlalu banyak; ekspor hanya kolom aduan",
    Flaw.TOO_LONG: "barisnya terlalu banyak untuk tabel nilai resmi",
    Flaw.NO_TICKETS: "tidak ada kolom nomor tiket atau waktu masuk di 20 baris pertamanya",
    Flaw.NO_DATES: "tidak ada kolom waktu masuk di 20 baris pertamanya",
    Flaw.NO_FIGURES: "tidak ada judul kolom bulan dan nilai di 20 baris pertamanya",
    Flaw.BOTH_ORDERS: "tanggalnya ditulis dengan dua urutan hari dan bulan yang berbeda",
    Flaw.EITHER_ORDER: "tanggalnya bisa dibaca dengan dua cara: hari dulu atau bulan dulu",
    Flaw.NO_ROW: "tidak satu baris pun bisa dibaca",
    Flaw.NO_DATE: "tidak ada baris di dalamnya, jadi tidak jelas sejak kapan tidak ada yang wait",
    Flaw.BIG_ANSWER: "jawaban CRM terlalu besar",
    Flaw.LOGIN: "CRM menjawab dengan halaman web, mungkin halaman masuk",
    Flaw.BROKEN_ANSWER: "jawaban CRM tidak utuh",
    Flaw.NO_LIST: "jawaban CRM tidak memuat daftar aduan",
    Flaw.DOCUMENT_TYPE: "jawaban CRM memuat perintah XML yang berbahaya",
}
# Why a row was not taken; the first that fits.
_ROWS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"^no ticket number", "tanpa nomor tiket"),
        (r"^the ticket number is longer", "nomor tiket terlalu panjang"),
        (r"^the ticket number holds half", "nomor tiket rusak"),
        (r"^the ticket number is a telephone", "nomor tiketnya nomor telepon, e-mail, atau NIK"),
        (r"not a ticket number$", "nomor tiketnya bukan nomor"),
        (r"^no arrival date", "waktu masuk kosong"),
        (r"^the header once more", "baris judul yang terulang"),
        (r"^a row of totals", "baris jumlah, bukan aduan"),
        (r"^created_at ", "waktu masuk tidak terbaca"),
        (r"^(updated|responded|completed|due)_at ", "salah satu tanggalnya tidak terbaca"),
        (r"^\w+ \(column .* is longer than", "salah satu isinya terlalu panjang"),
        (r"^the row has", "kolomnya lebih banyak daripada judulnya"),
        (r"holds more than [\d,]+ characters|cell is longer than", "salah satu isinya terlalu panjang"),
        (r"holds (an object|a list), not a value|leads through a value", "bentuk isinya berubah"),
        (r"^the item is not an object", "isinya bukan aduan"),
    )
)


def flaw_in_words(flaw: Flaw | None, said: str) -> str:
    """`said`: in English, told as it is where nobody named the flaw."""
    return FLAWS[flaw] if flaw else clip(said, _REASON).rstrip(".")


def reason_in_words(reason: str) -> str:
    """Why a row was not taken; what is not known is told as it is."""
    for pattern, words in _ROWS:
        if pattern.search(reason):
            return words
    return clip(reason, _REASON).rstrip(".")
