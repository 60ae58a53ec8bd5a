"""Turns rows into monitor's values and back: `open_store` is the door; `check`, `backup`, `restore` its upkeep."""

from storage.copies import backup, restore
from storage.schema import migrate
from storage.store import Store, open_store
from storage.upkeep import check

__all__ = ["Store", "backup", "check", "migrate", "open_store", "restore"]
