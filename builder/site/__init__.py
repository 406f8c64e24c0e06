"""The files of a site, on disk."""
