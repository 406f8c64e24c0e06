"""Bibliographies of other programs, to the CSL-YAML of `content/sources/`."""
