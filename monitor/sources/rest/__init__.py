"""Any JSON API, by configuration alone: `plan` says how it is asked, `source` asks (only that loads aiohttp)."""
