"""Dates as people write them, and what each is in EDTF (ISO 8601-2:2019)."""
