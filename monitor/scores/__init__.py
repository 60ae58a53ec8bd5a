"""Clocks become verdicts, tallies and the rows of a rank: arithmetic alone."""
