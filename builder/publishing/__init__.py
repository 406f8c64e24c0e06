"""What is written into a project: which folders that may be, the site in its place, derived state."""
