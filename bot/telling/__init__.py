"""Somebody must be told: from a row of the outbox to its outcome."""
