"""Where things are in Jakarta Pusat: streets of each kecamatan and the middle of each kelurahan."""

from __future__ import annotations

STREETS: dict[str, tuple[str, ...]] = {
    "31.71.01": (
        "Jl. AM Sangaji",
        "Jl. Balikpapan",
        "Jl. Cideng Barat",
        "Jl. KH Hasyim Ashari",
        "Jl. Petojo Sabangan",
        "Jl. Tanah Abang II",
        "Jl. Veteran III",
    ),
    "31.71.02": (
        "Jl. Gunung Sahari XI",
        "Jl. Karang Anyar Raya",
        "Jl. Kartini Raya",
        "Jl. Mangga Besar VIII",
        "Jl. Pintu Air Raya",
        "Jl. Samanhudi",
    ),
    "31.71.03": (
        "Jl. Bungur Besar",
        "Jl. Cempaka Baru Tengah",
        "Jl. Garuda",
        "Jl. Kemayoran Gempol",
        "Jl. Serdang Baru",
        "Jl. Sumur Batu Raya",
        "Jl. Utan Panjang Barat",
    ),
    "31.71.04": (
        "Jl. Bungur Raya",
        "Jl. Kalibaru Timur",
        "Jl. Kenari II",
        "Jl. Kramat Raya",
        "Jl. Kwitang Raya",
        "Jl. Paseban Raya",
    ),
    "31.71.05": (
        "Jl. Cempaka Putih Barat XIX",
        "Jl. Cempaka Putih Tengah",
        "Jl. Pramuka Sari",
        "Jl. Rawasari Selatan",
    ),
    "31.71.06": (
        "Jl. Cikini Raya",
        "Jl. Gondangdia Lama",
        "Jl. HOS Cokroaminoto",
        "Jl. Kebon Sirih",
        "Jl. Pegangsaan Barat",
        "Jl. Teuku Umar",
    ),
    "31.71.07": (
        "Jl. Bendungan Hilir",
        "Jl. Gelora I",
        "Jl. KH Mas Mansyur",
        "Jl. Karet Pasar Baru Timur",
        "Jl. Kebon Kacang Raya",
        "Jl. Kebon Melati",
        "Jl. Petamburan VI",
    ),
    "31.71.08": (
        "Jl. Galur Selatan",
        "Jl. Johar Baru Utara",
        "Jl. Kampung Rawa",
        "Jl. Percetakan Negara II",
        "Jl. Tanah Tinggi Timur",
    ),
}

# Degrees of latitude and longitude, to about ten metres.
MIDDLES: dict[str, tuple[float, float]] = {
    "31.71.01.1001": (-6.1764, 106.8267),  # Gambir
    "31.71.01.1002": (-6.1730, 106.8083),  # Cideng
    "31.71.01.1003": (-6.1654, 106.8153),  # Petojo Utara
    "31.71.01.1004": (-6.1748, 106.8164),  # Petojo Selatan
    "31.71.01.1005": (-6.1642, 106.8245),  # Kebon Kelapa
    "31.71.01.1006": (-6.1634, 106.8046),  # Duri Pulo
    "31.71.02.1001": (-6.1660, 106.8345),  # Pasar Baru
    "31.71.02.1002": (-6.1540, 106.8291),  # Karang Anyar
    "31.71.02.1003": (-6.1532, 106.8331),  # Kartini
    "31.71.02.1004": (-6.1492, 106.8383),  # Gunung Sahari Utara
    "31.71.02.1005": (-6.1421, 106.8283),  # Mangga Dua Selatan
    "31.71.03.1001": (-6.1647, 106.8454),  # Kemayoran
    "31.71.03.1002": (-6.1582, 106.8535),  # Kebon Kosong
    "31.71.03.1003": (-6.1705, 106.8559),  # Harapan Mulia
    "31.71.03.1004": (-6.1589, 106.8611),  # Serdang
    "31.71.03.1005": (-6.1593, 106.8440),  # Gunung Sahari Selatan
    "31.71.03.1006": (-6.1681, 106.8628),  # Cempaka Baru
    "31.71.03.1007": (-6.1635, 106.8710),  # Sumur Batu
    "31.71.03.1008": (-6.1654, 106.8543),  # Utan Panjang
    "31.71.04.1001": (-6.1761, 106.8396),  # Senen
    "31.71.04.1002": (-6.1936, 106.8467),  # Kenari
    "31.71.04.1003": (-6.1934, 106.8526),  # Paseban
    "31.71.04.1004": (-6.1835, 106.8463),  # Kramat
    "31.71.04.1005": (-6.1832, 106.8402),  # Kwitang
    "31.71.04.1006": (-6.1716, 106.8480),  # Bungur
    "31.71.05.1001": (-6.1760, 106.8717),  # Cempaka Putih Timur
    "31.71.05.1002": (-6.1799, 106.8638),  # Cempaka Putih Barat
    "31.71.05.1003": (-6.1904, 106.8660),  # Rawasari
    "31.71.06.1001": (-6.2009, 106.8339),  # Menteng
    "31.71.06.1002": (-6.2020, 106.8481),  # Pegangsaan
    "31.71.06.1003": (-6.1914, 106.8394),  # Cikini
    "31.71.06.1004": (-6.1918, 106.8294),  # Gondangdia
    "31.71.06.1005": (-6.1851, 106.8308),  # Kebon Sirih
    "31.71.07.1001": (-6.2163, 106.8015),  # Gelora
    "31.71.07.1002": (-6.2086, 106.8090),  # Bendungan Hilir
    "31.71.07.1003": (-6.2071, 106.8166),  # Karet Tengsin
    "31.71.07.1004": (-6.1969, 106.8060),  # Petamburan
    "31.71.07.1005": (-6.1971, 106.8160),  # Kebon Melati
    "31.71.07.1006": (-6.1903, 106.8172),  # Kebon Kacang
    "31.71.07.1007": (-6.1852, 106.8161),  # Kampung Bali
    "31.71.08.1001": (-6.1857, 106.8570),  # Johar Baru
    "31.71.08.1002": (-6.1795, 106.8555),  # Kampung Rawa
    "31.71.08.1003": (-6.1762, 106.8554),  # Galur
    "31.71.08.1004": (-6.1792, 106.8492),  # Tanah Tinggi
}
