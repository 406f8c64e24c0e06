"""Records of bibliographies, into the files of `content/sources/`."""
