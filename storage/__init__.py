"""Turns rows into monitor's values and back: `open_store` is the door, `upkeep` the caretaker's."""

from storage.schema import migrate
from storage.store import Store, open_store

__all__ = ["Store", "migrate", "open_store"]
