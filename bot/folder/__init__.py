"""The watched folder as a source: its files are taken in one after the other, its trouble is told."""
