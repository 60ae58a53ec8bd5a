"""How the name of an area is written: prefixes that tell the level, abbreviations, spellings.

A name becomes keys (upper-case letters and digits, no spaces), most literal first, so that a directory can look it
up in a dictionary: as written, with abbreviations written out, with old and variant spellings folded together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product


class Level(StrEnum):
    """The three levels of areas, from the city down."""

    KOTA = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"


MARKERS = {
    "KELURAHAN": Level.KELURAHAN,
    "KEL": Level.KELURAHAN,
    "KLRHN": Level.KELURAHAN,
    "LURAH": Level.KELURAHAN,
    "KECAMATAN": Level.KECAMATAN,
    "KEC": Level.KECAMATAN,
    "KCMTN": Level.KECAMATAN,
    "CAMAT": Level.KECAMATAN,
    "KOTA": Level.KOTA,
    "KOTAMADYA": Level.KOTA,
    "KODYA": Level.KOTA,
    "WALIKOTA": Level.KOTA,
    "KABUPATEN": Level.KOTA,
    "KAB": Level.KOTA,
    "BUPATI": Level.KOTA,
}
_TRAILING = {"KELURAHAN", "KEL", "KECAMATAN", "KEC"}  # "Gambir (Kelurahan)"; KOTA may end a name
_ADMINISTRATIVE = {"ADMINISTRASI", "ADMINISTRATIF", "ADM", "ADMIN"}

# Words as people shorten them; where a short form stands for two words, both are tried.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    short: tuple(full.split("|"))
    for full, shorts in {
        "UTARA": "UT UTR UTRA",
        "SELATAN": "SEL SLT SELT SLTN",
        "TIMUR": "TIM TMR TMUR",
        "BARAT": "BAR BRT BRAT",
        "PUSAT": "PUS PST",
        "BESAR": "BSR BES",
        "TANJUNG": "TJ TJG TG TNJ TNJG TJNG",
        "TANAH": "TNH TN",
        "KEBON": "KB KBN KBON KEBUN",
        "KEBAYORAN|KEBON": "KEB",
        "KEBAYORAN": "KBY KBYRN KEBY",
        "RAWA": "RW RWA",
        "GUNUNG": "GN GNG GUN",
        "PONDOK": "PD PDK PND",
        "KAMPUNG": "KP KMP KPG KAMP KMPG",
        "PASAR": "PS PSR",
        "PULAU|PULO": "P PL",
        "PULO": "PLO",
        "KELAPA": "KLP KLPA",
        "CIPINANG|CIPETE": "CIP",
        "CIPINANG": "CPN CPNG",
        "CEMPAKA": "CEMP CPK CMPK",
        "PUTIH": "PTH",
        "MANGGA": "MGA MG MGG",
        "KARANG": "KR KRG",
        "SAWAH": "SW SWH",
        "DUREN": "DRN DURIAN",
        "LEBAK|LUBANG": "LB",
        "LEBAK": "LBK",
        "LUBANG": "LBG",
        "KEPULAUAN": "KEP",
        "SERIBU": "SRB",
        "JAKARTA": "JAK JKT",
        "DALAM": "DLM",
        "BARU": "BR BRU",
    }.items()
    for short in shorts.split()
}
_SPELLINGS = {
    "PULAU": "PULO",
    "KERAMAT": "KRAMAT",
    "1": "SATU",
    "2": "DUA",
    "II": "DUA",
    "3": "TIGA",
    "III": "TIGA",
    "5": "LIMA",
    "1000": "SERIBU",
}
_SOUNDS = (("OE", "U"), ("DJ", "J"), ("TJ", "C"), ("Y", "I"))
_DOUBLED = re.compile(r"([A-Z])\1")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´"))
_SEPARATOR = re.compile(
    r"[,;/|\n()]|\s[-–—]\s|\s(?=(?:KEC|KECAMATAN|KOTA\s+(?:ADM\w*|JAKARTA)|KAB\w*\.?\s+(?:ADM\w*|KEP\w*))\b)",
    re.IGNORECASE,
)
_NOISE = {"JAKARTA", "DKIJAKARTA", "PROVINSIDKIJAKARTA", "PROVDKIJAKARTA", "INDONESIA"}
_MOST_EXPANSIONS = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a written name: the level its prefix claims, and its keys, most literal tier first."""

    level: Level | None
    tiers: tuple[tuple[str, ...], ...]


def readings(written: str) -> tuple[Reading, ...]:
    """The whole name first ("Kota Bambu Utara"), then without the words that tell its level."""
    words = _words(written)
    level, bare = _without_markers(words)
    ways = [(None, words)] if bare == words else [(None, words), (level, bare)]
    return tuple(Reading(claimed, _tiers(tokens)) for claimed, tokens in ways if tokens)


def parts(written: str) -> tuple[str, ...]:
    """The areas named in one cell: "Kel. Cideng, Kec. Gambir, DKI Jakarta" -> ("Kel. Cideng", "Kec. Gambir")."""
    pieces = (piece.strip() for piece in _SEPARATOR.split(written))
    return tuple(piece for piece in pieces if (key := "".join(_words(piece))) and key not in _NOISE)


def _words(written: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", written).translate(_APOSTROPHES)
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).upper())


def _without_markers(words: list[str]) -> tuple[Level | None, list[str]]:
    if words[:2] == ["WALI", "KOTA"]:
        words = words[1:]
    if words and words[0] in MARKERS:
        level, rest = MARKERS[words[0]], words[1:]
        while level is Level.KOTA and rest and rest[0] in _ADMINISTRATIVE:
            rest = rest[1:]
        return level, rest
    if len(words) > 1 and words[-1] in _TRAILING:
        return MARKERS[words[-1]], words[:-1]
    return None, words


def _tiers(words: list[str]) -> tuple[tuple[str, ...], ...]:
    choices = [ABBREVIATIONS.get(word, (word,)) for word in words]
    spelled = list(islice(product(*choices), _MOST_EXPANSIONS))
    expanded = tuple("".join(way) for way in spelled)
    return ("".join(words),), expanded, tuple(dict.fromkeys(_folded(way) for way in spelled))


def _folded(words: tuple[str, ...]) -> str:
    key = "".join(_SPELLINGS.get(word, word) for word in words)
    for old, new in _SOUNDS:
        key = key.replace(old, new)
    return _DOUBLED.sub(r"\1", key)
