"""Counts by two dimensions: of what arrived, and of an export."""
