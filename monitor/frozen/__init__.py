"""Months as they were known at their cut-off, for ever."""
