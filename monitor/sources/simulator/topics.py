"""What people complain of, through which channel, and who has to do the work. Shares are made up after the
tables of 2021 and 2023; a share is a weight, not a percentage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A category. `work`: median hours of attention the work takes. `sudin`: the suku dinas whose craft it is,
    and `handed`: how often it is handed there. `rain`: how many times as often it comes when it rains.
    `text`: what is written, without anybody in it."""

    name: str
    share: float
    work: float
    text: str
    sudin: str = ""
    handed: float = 0.0
    rain: float = 1.0


@dataclass(frozen=True, slots=True)
class Channel:
    """`geotagged`: the reporter's place is sent along. `placed`: how often a kelurahan is known otherwise."""

    name: str
    share: float
    placed: float
    geotagged: bool = False


_LH = "Sudin Lingkungan Hidup"
_HUB = "Sudin Perhubungan"
_BM = "Sudin Bina Marga"
_SDA = "Sudin Sumber Daya Air"
_TAMHUT = "Sudin Pertamanan dan Hutan Kota"

TOPICS = (
    Topic("Sampah", 24.0, 7, "Tumpukan sampah belum diangkut", _LH, 0.12),
    Topic("Parkir Liar", 15.0, 5, "Kendaraan parkir di badan jalan &amp; menghalangi lalu lintas", _HUB, 0.35),
    Topic("Jalan", 11.0, 24, "Jalan berlubang", _BM, 0.6, 1.3),
    Topic("Gangguan Ketenteraman dan Ketertiban", 9.5, 6, "Suara bising sampai larut malam"),
    Topic("Saluran Air, Kali/Sungai", 8.0, 18, "Saluran mampet, air meluap", _SDA, 0.5, 4.0),
    Topic("Trotoar", 6.0, 20, "Trotoar rusak", _BM, 0.4),
    Topic("Pohon", 4.5, 12, "Dahan pohon menjuntai ke jalan", _TAMHUT, 0.5, 5.0),
    Topic(
        "Penyandang Masalah Kesejahteraan Sosial (PMKS)", 4.0, 6, "Pengemis di lampu merah", "Sudin Sosial", 0.3
    ),
    Topic("KTP Elektronik (KTP-El)", 3.5, 9, "Pengurusan KTP belum selesai", "Sudin Dukcapil", 0.3),
    Topic("Jaringan Listrik", 3.0, 14, "Kabel menjuntai rendah", _BM, 0.2, 1.5),
    Topic("Pelanggaran Perda/Pergub", 3.0, 12, "Pedagang berjualan di atas trotoar", "Satpol PP Kota", 0.3),
    Topic("Taman", 2.5, 14, "Bangku taman rusak", _TAMHUT, 0.5),
    Topic("Tutup Saluran", 2.2, 16, "Tutup saluran hilang", _SDA, 0.5, 1.8),
    Topic("Reklame", 1.8, 16, "Spanduk liar di tiang", "Satpol PP Kota", 0.3),
    Topic("Banjir", 0.7, 8, "Genangan setinggi mata kaki", _SDA, 0.45, 30.0),
)
BY_NAME = {topic.name: topic for topic in TOPICS}
TECHNICAL_UNITS = tuple(sorted({topic.sudin for topic in TOPICS if topic.sudin}))

CHANNELS = (
    Channel("JAKI", 80.0, 1.0, geotagged=True),
    Channel("SP4N Laporan", 4.0, 0.35),
    Channel("Email", 3.6, 0.3),
    Channel("Twitter @dkijakarta", 3.4, 0.3),
    Channel("Aduan Kelurahan", 3.0, 1.0),
    Channel("Pendopo Balaikota", 1.8, 0.5),
    Channel("SMS Center", 1.4, 0.3),
    Channel("Aduan Walikota", 1.0, 0.5),
    Channel("Kantor Camat", 0.8, 0.8),
    Channel("Facebook", 0.7, 0.3),
    Channel("Aspirasi Publik Media Massa", 0.3, 0.2),
)
