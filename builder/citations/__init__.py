"""The notation of a citation: the text inside brackets, whatever file it stands in."""
