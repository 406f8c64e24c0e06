"""Slips of the pen in YAML and front matter, said in plain words: text in, places and sentences out."""
