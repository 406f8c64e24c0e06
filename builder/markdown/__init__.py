"""One text to blocks, claims and citations with their places."""
