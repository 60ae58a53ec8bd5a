"""Text without what tells who wrote it: telephone numbers, e-mail addresses, NIK, KK, plates, names after "Bpk.".

Pure, idempotent, and linear in the length of whatever it is given.
"""

from __future__ import annotations

import re
import unicodedata

from monitor.personal_numbers import without_numbers

EMAIL, PLATE, NAME, LINK = "[alamat e-mail]", "[pelat nomor]", "[nama]", "[tautan]"

_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\u20e3\ufe00-\ufe0f\ufeff]")
_OTHER_DIGIT = re.compile(r"[^\x00-\x7f]")
_BRACKETED_AT = re.compile(r"[\[({<]\s?at")
_MAY_BE_PLATE = re.compile(r"[0-9][\s._-]{0,3}[A-Za-z]{1,3}(?![A-Za-z])")
_MAY_BE_TITLE = re.compile(r"bpk|bapak|bu|pak|sdr|saudar|tn\.|ny\.|a[./]n|an\.|nama|pelapor")
_CHAT_LINK = re.compile(
    r"(?i)(?:https?://)?(?:wa\.me|(?:api|chat|web)\.whatsapp\.com|whatsapp://|t\.me)/?[^\s\[\]]+"
)
_DOT = r"(?:\s?[\[({<]\s?(?:dot|titik|\.)\s?[\])}>]\s?|\.)"
_EMAIL = re.compile(  # tried only where a word begins, and never taken apart again: "*+" and "++" do not look back
    rf"(?i)(?<![\w.+%-])[\w.+%-]++(?:(?:@|\s?[\[({{<]\s?(?:at|@)\s?[\])}}>]\s?)[\w-]++(?:{_DOT}[\w-]++)*+"
    rf"|\s@\s[\w-]++(?:{_DOT}[\w-]++)++)(?:[\w.+%-]*+@[\w-]*+)*+"
)
_SPELT = re.compile(r"(?i)(?<![\w.+%-])[\w.+%-]++ at [\w-]++(?: (?:dot|titik) [\w-]++)++")
_PLATE = re.compile(
    r"(?i)(?<![^\W_])(A[ABDEG]?|B[ABDEGHKLMNP]?|CC|CD|D[A-Z]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[ABGS]?|R|S|T|W|Z)"
    r"([\s._-]{0,3})([1-9]\d{0,3})([\s._-]{0,3})([A-Z]{1,3})(?![^\W_])"
)
_NO_SUFFIX = re.compile(
    r"(?i)rt|rw|no|km|c?m|mm|kg|gr|wi[bt]|am|pm|jln?|gg|kel|kec|kav|blk|lt|rp|tgl|jam|hp|wa|kk|thn?|pcs|di|ke|ya|yg|"
    r"dan|ini|itu|ada|dr|dgn|utk|jd|sd|[sd]|of|to|in|on|at|and|the|for|is|was|by|ft|lb"
)
_BLOCK = re.compile(
    r"(?i)(?:blok|block|blk|gang|gg|kav|kavling|lantai|lt|tower|gedung|rusun|jalur|unit|no)[\s.]{0,2}\Z"
)
_TITLE = re.compile(
    r"(?<![^\W_])(?i:bpk|bapak|ibu|pak|bu|sdri|sdr|saudara|saudari|tn\.|ny\.|a\.n|a/n|an\.|atas nama|nama pelapor|"
    r"nama|pelapor)(?:\s?[.:]|\b)\s{0,2}([A-Z][\w'-]*+(?:[ .]{1,2}[A-Z][\w'-]*+){0,3})"
)
_STREET = re.compile(r"(?i)(?:jl|jln|jalan|gg|gang|lorong)[\s.]{0,2}\Z")
_NOBODY = re.compile(
    r"(?i)rt|rw|lurah|camat|kota|kabupaten|walikota|gubernur|bupati|presiden|ketua|kepala|guru|haji|polisi|satpam|"
    r"jalan|jl|hamil|menyusui|anak|gang|gg|kelurahan|kecamatan|dan|rumah|warung|pasar|sekolah|tempat"
)


def scrub(text: str) -> str:
    """The text with a word like "[nomor telepon]" in place of each. In letters that look alike, one is written."""
    text = scrub_label(text)
    if _MAY_BE_PLATE.search(text):
        text = _PLATE.sub(_without_plate, text)
    return _TITLE.sub(_without_name, text) if _MAY_BE_TITLE.search(text.casefold()) else text


def scrub_label(text: str) -> str:
    """The same for a name from a list: telephone numbers, e-mail addresses and NIK only."""
    text = _plain(text)
    folded = text.casefold()
    if "@" in text or " at " in folded or _BRACKETED_AT.search(folded):
        text = _SPELT.sub(EMAIL, _EMAIL.sub(EMAIL, text))
    if ".me" in folded or "whatsapp" in folded:
        text = _CHAT_LINK.sub(LINK, text)
    return without_numbers(text)


def _plain(text: str) -> str:
    """As NFKC writes it, with ASCII digits and without signs that nobody sees."""
    if text.isascii():
        return text
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0], match[0])), text)


def _without_plate(match: re.Match[str]) -> str:
    """B 1234 XYZ, but neither "Blok B 12 A" nor "b 12 di"."""
    _, _, number, gap, suffix = match.groups()
    if gap and _NO_SUFFIX.fullmatch(suffix):
        return match[0]
    if len(number) > 2:
        return PLATE
    before = match.string[max(0, match.start() - 12) : match.start()]
    is_plate = match[0].isupper() and len(suffix) > 1 and not _BLOCK.search(before)
    return PLATE if is_plate else match[0]


def _without_name(match: re.Match[str]) -> str:
    """Bpk. [nama]; a street named after somebody stays."""
    before = match.string[max(0, match.start() - 10) : match.start()]
    first = re.split(r"[ .]", match[1], maxsplit=1)[0]
    if _STREET.search(before) or _NOBODY.fullmatch(first):
        return match[0]
    return match[0][: match.start(1) - match.start()] + NAME
