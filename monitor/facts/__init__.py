"""What a source says of a complaint becomes facts, and facts become the complaint."""
