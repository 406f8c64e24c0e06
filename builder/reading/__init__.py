"""Files to content."""
