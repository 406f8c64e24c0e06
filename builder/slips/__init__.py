"""Slips of the pen in YAML, front matter and the marks of lines, said in plain words: text in, places and sentences out."""
