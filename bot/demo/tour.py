"""The guided minute of the demo's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.demo.city import ADMIN, CIDENG, CITY, COORDINATOR
from bot.sandbox.page import TourStep

ALERT = TourStep(
    "Satu kota, sedang bekerja",
    "CRM dan Telegram di sini tiruan; siaga yang asli bekerja di antaranya. Pukul 08.00 siaga menulis "
    "ke tiap grup. Grup ini hanya mendengar tentang Kelurahan Cideng.",
    highlight="log",
    chat=CIDENG,
    player=ADMIN,
)
ASK = TourStep(
    "Tanyakan sendiri",
    "Ketik /wait lalu kirim: aduan yang belum dijawab, yang paling terlambat lebih dulu.",
    highlight="line",
    chat=CIDENG,
    player=ADMIN,
    done_when="command:/wait",
)
WHOLE_CITY = TourStep(
    "Kota melihat semuanya",
    "Grup kota mendapat tabel per kecamatan. Tekan \u203a di bawah pesan untuk halaman berikutnya.",
    highlight="log",
    chat=CITY,
    player=COORDINATOR,
    done_when="press",
)
RANK_THEM = TourStep(
    "Bagaimana bulan ini?",
    "Ketik /peringkat: berapa aduan masuk dan berapa yang dijawab tepat waktu, per wilayah. Tombol Gambar "
    "mengirimnya sebagai gambar; /rekap menghitung aduan per wilayah, kategori, kanal atau bulan.",
    highlight="line",
    chat=CITY,
    player=COORDINATOR,
    done_when="command:/peringkat",
)
ANSWER = TourStep(
    "Kelurahan menjawab di CRM",
    "Tekan tombol CRM di bawah jawaban /wait, lalu Jawab di halaman yang terbuka. "
    "Status di CRM itulah yang menghentikan jam.",
    highlight="log",
    chat=CIDENG,
    player=ADMIN,
    done_when="hook:answered",
)
NEXT_CHECK = TourStep(
    "Pengecekan berikutnya",
    "Majukan jam ke pukul 15.00: pesan sore menyebut berapa yang sudah dijawab sejak pengecekan sebelumnya.",
    highlight="clock",
    chat=CIDENG,
    done_when="message:Pengecekan sore",
    leap_to="15:00",
)
BREAK_IT = TourStep(
    "Sekarang coba rusak",
    "Matikan CRM, keluarkan bot dari grup, atau batasi pesannya. siaga mengatakan apa yang diketahuinya, "
    "dan tidak pernah menyebut NIHIL dari data lama.",
    highlight="trouble-open",
)


def guided_minute(
    keep_one_waiting: Callable[[], None], look_for_answers: Callable[[], None]
) -> tuple[TourStep, ...]:
    """The steps. `keep_one_waiting` sees to it that there is a complaint to ask for and to answer;
    `look_for_answers` forgets those given before the visitor was asked to."""
    ask, answer = replace(ASK, begin=keep_one_waiting), replace(ANSWER, begin=look_for_answers)
    return ALERT, ask, WHOLE_CITY, RANK_THEM, answer, NEXT_CHECK, BREAK_IT
