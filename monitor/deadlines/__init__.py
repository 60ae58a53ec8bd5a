"""Rules, calendar and working time become due times, with the arithmetic to show."""
