"""The formats that people write, as tables: the keys of every file, and what was probably meant by what is almost right."""
