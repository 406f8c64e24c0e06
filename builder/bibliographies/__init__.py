"""Bibliographies of other programs, as records with the variables of CSL."""
