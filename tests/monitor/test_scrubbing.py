"""What a text keeps of whoever wrote it: nothing that a person can be reached or found by."""

from __future__ import annotations

import re
from time import thread_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.scrubbing import scrub


def bold(plain: str) -> str:
    return "".join(chr(ord(c) - ord("0") + 0x1D7CE) if c.isdecimal() else c for c in plain)


@pytest.mark.parametrize(
    "number",
    [
        "081234567890", "0812-3456-7890", "0812 3456 7890", "0812.3456.7890", "(0812) 3456-7890",
        "08 12 34 56 78 90",
        "0812--3456--7890", "0812*3456*7890", "+62 812 3456 7890", "+62-812-3456-7890", "62812 3456 7890",
        "6281234567890", "+62 (0) 812 3456 7890", "0062 812 3456 789", "812-3456-7890", "8123456789",
        "0812/3456/7890", "0812,3456,7890", "0812=3456=7890", "0812|3456|7890", "021/5551234", "021:5551234",
        "(021) 1234567", "021-1234567", "021 345 6789", "0251 8312345", "+62 21 345 6789", "+65 9123 4567",
        "0812\u20113456\u20137890", "0812\u200b3456\u200b7890", "0812\u00a03456\u00a07890", bold("081234567890"),
        "\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        "\u0660\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "0\ufe0f\u20e38\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e38\ufe0f\u20e3",
    ],
)  # fmt: skip
def test_a_telephone_number_is_gone_however_it_is_written(number: str) -> None:
    assert scrub(f"Mohon hubungi {number}, terima kasih") == "Mohon hubungi [nomor telepon], terima kasih"


@pytest.mark.parametrize(
    "written", ["telp 3456789", "HP: 345-6789", "wa.3456789", "call 345 6789", "Fax (345) 6789"]
)
def test_a_short_number_is_one_where_a_word_says_so(written: str) -> None:
    assert re.fullmatch(r"\D+\[nomor telepon\]\D*", scrub(written))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("hp081234567890", "hp[nomor telepon]"),
        ("WA:+6281234567890ya", "WA:[nomor telepon]ya"),
        ("0812345678/0813456789", "[nomor telepon]/[nomor telepon]"),
        ("0812345678, 0813456789", "[nomor telepon], [nomor telepon]"),
        ("chat wa.me/6281234567890?text=hai ya", "chat [tautan] ya"),
        ("https://api.whatsapp.com/send?phone=62812", "[tautan]"),
        ("NIK 3171012345678901", "NIK [NIK]"),
        ("NIK3171012345678901", "NIK[NIK]"),
        ("3171 0123 4567 8901 dan 31.71.01.230456.7890", "[NIK] dan [NIK]"),
        ("3171/0123/4567/8901 dan 3171,0123,4567,8901", "[NIK] dan [NIK]"),
        ("telp 0812/3456/7890", "telp [nomor telepon]"),
        ("KK: 3171-0123-4567-8901.", "KK: [NIK]."),
        ("NPWP 12.345.678.9-012.345", "NPWP [nomor]"),
        ("rekening 1234567890", "rekening [nomor]"),
        ("23-11-2026 3171012345678901", "23-11-2026 [NIK]"),
        ("surel nama.orang+x@mail.co.id ya", "surel [alamat e-mail] ya"),
        ("a [at] b.c", "[alamat e-mail]"),
        ("nama (at) mail (dot) com", "[alamat e-mail]"),
        ("nama at mail dot com", "[alamat e-mail]"),
        ("nama @ mail.com", "[alamat e-mail]"),
        ("nama\uff20mail.com", "[alamat e-mail]"),
        ("mobil B 1234 XYZ parkir", "mobil [pelat nomor] parkir"),
        ("mobil b1234xyz, B-1234-XYZ, AB 123 C", "mobil [pelat nomor], [pelat nomor], [pelat nomor]"),
        ("PLAT B 12 XYZ", "PLAT [pelat nomor]"),
        ("Jl. X (Bpk. Contoh Nama, 0812-3456-7890)", "Jl. X (Bpk. [nama], [nomor telepon])"),
        ("a.n. Contoh", "a.n. [nama]"),
        ("Nama Pelapor: Contoh Nama", "Nama Pelapor: [nama]"),
    ],
)
def test_what_belongs_to_a_person_is_gone(written: str, kept: str) -> None:
    assert scrub(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "RT 05 RW 08 No 12", "RT.005/RW.008 No. 12 A", "JK2611220412", "tiket JK2611220412 belum dijawab",
        "Rp 1.500.000", "Rp. 812.345.678", "Rp100000000", "23-11-2026 08.00", "2026-11-23 08.00.30", "23/11/2026",
        "jam 08.00-17.00 dan 08.00-12.00", "tahun 2024-2026", "Blok B 12 A", "BLOK D 12 NO 5", "lebar L 120 cm",
        "No. 021/022/023", "No 11,12,13,14,15,16,17,18", "Rp 812,345,678", "pukul 08:00:30", "07:30-16:00",
        "-6.175392,106.827153", "2026/11/23 08:00", "SK 22/2020 dan 99/2022",
        "31.71.01.1004", "-6.175392, 106.827153", "kode pos 10150", "hubungi 112", "call center 1500-000",
        "ibu hamil dan bapak-bapak", "Ibu Kota", "Pak RT", "Jl. Ibu Contoh No. 3", "Gg. Bapak Contoh",
        "@dkijakarta", "lapor @dkijakarta ya",
        "Kebakaran & banjir 50 cm", "",
    ],
)  # fmt: skip
def test_what_belongs_to_nobody_stays(written: str) -> None:
    assert scrub(written) == written


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            "0812 3456 628123456789 62 021 + ( ) - . / @ B 1234 XYZ Rp telp JK NIK 3171012345678901 Bpk. Contoh "
            "[at] dot at com wa.me/ 08 12 2026 [nomor telepon] [NIK] \u200b \U0001d7ce".split(" ")
        ),
        st.sampled_from([" ", "  ", "."]),
        st.text(alphabet="0128 .-+()@aB", max_size=8),
        st.text(max_size=5),
    ),
    max_size=14,
).map("".join)


@given(PIECES)
@example("0@0.@0 0@0+a@b")
@example("[nomor telepon] 345678")
@example("05 08 1234567 0812345678")
def test_what_was_scrubbed_once_stays_as_it_is(text: str) -> None:
    once = scrub(text)
    assert scrub(once) == once


@given(
    st.from_regex(r"(?:\+62|62|0)8[1-9][0-9]{7,9}", fullmatch=True),
    st.lists(st.sampled_from(["", "", "", "-", " ", ".", " - "]), min_size=14, max_size=14),
    st.sampled_from(["", "Mohon cek ", "RT 05 ", "tanggal 23-11-2026, ", "(", "hp", "\n"]),
    st.sampled_from(["", " ya", ")", ".", ", terima kasih"]),
)
def test_no_way_of_parting_the_digits_keeps_a_mobile_number(
    number: str, gaps: list[str], before: str, after: str
) -> None:
    country = 3 if number.startswith("+") else 2 if number.startswith("62") else 4
    written = number[:country] + "".join(f"{gap}{sign}" for sign, gap in zip(number[country:], gaps, strict=False))
    digits = "".join(re.findall(r"\d", scrub(f"{before}{written}{after}").replace("23-11-2026", "")))
    assert digits in ("", "05")


@pytest.mark.parametrize(
    "unit",
    [
        *("1 ", "a@", "a", "a.b-", "a+a@b", "B 1 ", "Bpk. A ", "0", "(", "[at] ", "08 ", "wa.me/", "a at b dot "),
        *("1.-(", " ", "\U0001d7ce "),
    ],
)
def test_a_hostile_text_costs_time_in_proportion_to_its_length(unit: str) -> None:
    """Twenty times the length took four hundred times as long if anything looked back."""

    def seconds(length: int) -> float:
        text = (unit * length)[:length] + "@"
        best = []
        for _ in range(2):
            began = thread_time()
            scrub(text)
            best.append(thread_time() - began)
        return min(best)

    assert seconds(40_000) < 60 * seconds(2_000) + 0.02
