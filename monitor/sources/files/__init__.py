"""A watched folder: which of its files are ready, and how one is read without trusting that it stays as it is."""
