"""Names of fields that say who complains. Nothing under such a name is ever read, whatever it is mapped to."""

from __future__ import annotations

import re
from itertools import pairwise

_WORDS = frozenset(
    {
        *(
            "reporter",
            "pelapor",
            "pelapornya",
            "pengadu",
            "pengirim",
            "complainant",
            "submitter",
            "sender",
            "citizen",
        ),
        *(
            "phone",
            "telephone",
            "telepon",
            "telpon",
            "telp",
            "tlp",
            "handphone",
            "ponsel",
            "hp",
            "mobile",
            "msisdn",
        ),
        *("whatsapp", "wa", "email", "surel", "nik", "ktp", "kk", "npwp", "username", "identitas", "passport"),
        *("nohp", "notelp", "notelepon", "nomorhp", "nomortelepon", "namapelapor", "nopelapor", "phonenumber"),
        *("pemohon", "pemilik", "pembuatnya", "kontak", "contact", "contacts", "requester", "requestor", "author"),
        *("creator", "customer", "caller", "informant", "person", "persons", "people", "profile", "client"),
        *("akun", "handle", "instagram", "saksi", "witness", "korban", "victim"),
        *("firstname", "lastname", "fullname", "accountid", "deviceid", "birthdate"),
    }
)
_PAIRS = frozenset(
    {
        *(
            ("e", "mail"),
            ("first", "name"),
            ("last", "name"),
            ("full", "name"),
            ("user", "name"),
            ("whats", "app"),
        ),
        *(("account", "id"), ("device", "id"), ("created", "by"), ("contact", "name"), ("contact", "number")),
        *(("nama", "lengkap"), ("nama", "warga"), ("nama", "user"), ("nama", "pembuat"), ("jenis", "kelamin")),
        *(
            ("alamat", "rumah"),
            ("home", "address"),
            ("alamat", "pribadi"),
            ("twitter", "id"),
            ("posted", "by"),
            ("warga", "nama"),
            ("warga", "name"),
        ),
        *(("nomor", "kontak"), ("no", "kontak"), ("tanggal", "lahir"), ("tempat", "lahir"), ("birth", "date")),
    }
)
_WHOLE = frozenset(["nama", "user", "pembuat", "dilaporkan oleh", "reported by"])
_EVERYTHING = re.compile(r"\b(?:to_string|to_array|values|items|merge|map)\s*\(|(?<!\[)\*|^\s*@\s*$")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def names_reporter(written: str) -> bool:
    """Whether a heading, or a path into an item, leads to who complains ("reporter.name", "No. HP", "firstName").

    Paths that take an item whole and would carry the reporter along are meant too.
    """
    words = [word.casefold() for word in _WORD.findall(written)]
    if not _WORDS.isdisjoint(words) or not _PAIRS.isdisjoint(pairwise(words)):
        return True
    return " ".join(words) in _WHOLE or bool(_EVERYTHING.search(written))
