"""The geometry of pictures."""
