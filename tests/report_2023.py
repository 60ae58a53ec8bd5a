"""The tables of a yearly report on 466 complaints of 2023, and complaints that they can have been made of.

Source: "Laporan pengaduan ... melalui kanal CRM", Dinas Kependudukan dan Pencatatan Sipil DKI Jakarta, 2023:
tables 2.1 to 2.3 and 2.6. Its text counts 48 of "Keluhan Pelayanan", its tables 43: they are right.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

UNITS = ("Dinas", "Jakpus", "Jakut", "Jakbar", "Jaksel", "Jaktim")
BY_UNIT = dict(zip(UNITS, (123, 49, 51, 73, 56, 114), strict=True))  # table 2.1
MONTHS = tuple(f"2023-{month:02}" for month in range(1, 13))
BY_MONTH = {  # table 2.2
    "Dinas": (17, 14, 12, 13, 9, 10, 9, 12, 10, 5, 4, 8),
    "Jakpus": (2, 0, 4, 1, 11, 5, 8, 3, 9, 5, 1, 0),
    "Jakut": (8, 4, 5, 1, 10, 2, 6, 3, 2, 2, 2, 6),
    "Jakbar": (5, 6, 12, 3, 15, 5, 6, 12, 4, 2, 1, 2),
    "Jaksel": (4, 3, 5, 2, 6, 2, 7, 9, 4, 2, 6, 6),
    "Jaktim": (11, 4, 16, 5, 23, 10, 11, 11, 7, 5, 8, 3),
}
MONTH_TOTALS = (47, 31, 54, 25, 74, 34, 47, 50, 36, 21, 22, 25)
BY_CATEGORY = {  # table 2.3: a column for each of UNITS
    "ADM": (1, 0, 0, 0, 0, 0),
    "Akta Kelahiran": (6, 2, 0, 0, 3, 1),
    "Akta Kematian": (5, 1, 1, 1, 3, 1),
    "Akta Perkawinan": (3, 1, 0, 0, 0, 0),
    "Alpukat Betawi": (29, 1, 0, 11, 5, 10),
    "Data Warga": (1, 0, 0, 0, 0, 0),
    "IKD": (4, 1, 0, 0, 1, 1),
    "Keluhan Pelayanan": (3, 6, 4, 10, 7, 13),
    "KIA": (0, 0, 0, 0, 2, 0),
    "KK": (7, 0, 2, 2, 2, 7),
    "Konsolidasi Data": (5, 0, 0, 0, 0, 2),
    "KTP-el": (39, 30, 39, 49, 31, 66),
    "Lain-lain": (4, 1, 2, 0, 0, 1),
    "Mesin ADM": (1, 0, 0, 0, 0, 0),
    "NIK": (4, 4, 3, 0, 1, 2),
    "Pddk Non Permanen": (1, 0, 0, 0, 0, 0),
    "Pembetulan": (0, 0, 0, 0, 0, 1),
    "Perubahan Data": (4, 1, 0, 0, 0, 2),
    "Pindah Dalam": (3, 0, 0, 0, 0, 2),
    "Pindah Datang": (1, 1, 0, 0, 1, 4),
    "Pindah Luar": (1, 0, 0, 0, 0, 1),
    "SKTT": (1, 0, 0, 0, 0, 0),
}
CATEGORY_TOTALS = (1, 12, 12, 4, 56, 1, 7, 43, 2, 20, 7, 254, 8, 1, 14, 1, 1, 7, 5, 7, 2, 1)
BY_CHANNEL = {  # table 2.6
    "Aduan Kelurahan": (0, 2, 0, 0, 0, 0),
    "Aduan Walikota": (0, 0, 0, 0, 0, 1),
    "Aspirasi Publik Media Massa": (0, 0, 0, 0, 0, 1),
    "Email": (11, 9, 3, 8, 5, 10),
    "Facebook": (6, 0, 2, 3, 3, 3),
    "JAKI": (64, 22, 38, 44, 33, 63),
    "Pendopo Balaikota": (7, 1, 0, 2, 2, 6),
    "SMS Center": (5, 6, 3, 5, 3, 9),
    "SP4N Laporan": (8, 5, 1, 3, 1, 5),
    "Twitter": (22, 4, 4, 8, 9, 16),
}
CHANNEL_TOTALS = (2, 1, 1, 46, 17, 264, 18, 31, 23, 63)
GRAND_TOTAL = 466

JAKARTA = ZoneInfo("Asia/Jakarta")
_SECOND = timedelta(seconds=1)
HEADINGS = ("No Tiket", "Waktu Masuk", "Status", "Jenis Masalah", "Sumber", "Wilayah Tindak Lanjut")
MAP = """
[import.maps.dukcapil]
timezone = "{zone}"
date_format = "%d/%m/%Y %H:%M:%S"
columns = {{ ticket = "No Tiket", created_at = "Waktu Masuk", status = "Status", category = "Jenis Masalah", \
channel = "Sumber", unit = "Wilayah Tindak Lanjut" }}
"""


def export(chance: random.Random, zone: ZoneInfo) -> str:
    """A CSV of complaints that satisfy all tables at once: within each unit, months, categories and channels are
    dealt out independently. Some rows come twice, some names are in another case or have blanks behind; the first
    and last arrivals of a unit's month lie in its first and its last second. Times are written in `zone`.
    """
    rows = [row for place, unit in enumerate(UNITS) for row in _rows_of(unit, place, chance, zone)]
    chance.shuffle(rows)
    told = [[f"JK23{number:06}", *row] for number, row in enumerate(rows)]
    _misspell(told, chance)
    again = [[chance.choice((f"{row[0]}  ", row[0].lower(), row[0])), *row[1:]] for row in chance.sample(told, 60)]
    told = [*told, *again]
    chance.shuffle(told)
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *told])
    return out.getvalue()


def _rows_of(unit: str, place: int, chance: random.Random, zone: ZoneInfo) -> Iterator[list[str]]:
    arrivals = [at for month, count in enumerate(BY_MONTH[unit], 1) for at in _arrivals(month, count, chance)]
    categories = [name for name, counts in BY_CATEGORY.items() for _ in range(counts[place])]
    channels = [name for name, counts in BY_CHANNEL.items() for _ in range(counts[place])]
    for dealt in (arrivals, categories, channels):
        chance.shuffle(dealt)  # type: ignore[arg-type]
    for at, category, channel in zip(arrivals, categories, channels, strict=True):
        yield [
            f"{at.astimezone(zone):%d/%m/%Y %H:%M:%S}",
            chance.choice(("Selesai", "Proses")),
            category,
            channel,
            unit,
        ]


def _arrivals(month: int, count: int, chance: random.Random) -> list[datetime]:
    """The first of them in the first second of the local month, the second in its last."""
    begins = datetime(2023, month, 1, tzinfo=JAKARTA).astimezone(UTC)
    ends = datetime(2023 + month // 12, month % 12 + 1, 1, tzinfo=JAKARTA).astimezone(UTC) - _SECOND
    between = int((ends - begins) / _SECOND)
    return [begins, ends, *(begins + chance.randint(0, between) * _SECOND for _ in range(count))][:count]


def _misspell(rows: list[list[str]], chance: random.Random) -> None:
    """Fewer than half of the rows of a name, so that the report's spelling stays the commonest."""
    for column in (3, 4, 5):
        times = Counter(row[column] for row in rows)
        spoiled: Counter[str] = Counter()
        for row in rows:
            name = row[column]
            if spoiled[name] < times[name] // 3 and chance.random() < 0.4:
                spoiled[name] += 1
                row[column] = chance.choice((name.upper(), name.lower(), f"{name}  ", f" {name}"))
