"""The directory of kota, kecamatan and kelurahan, by code and by the names people write."""
