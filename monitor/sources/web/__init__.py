"""What every source over HTTP shares: `http` asks (only that loads aiohttp), `items` reads, `progress` counts."""
