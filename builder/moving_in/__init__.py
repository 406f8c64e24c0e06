"""What was kept elsewhere becomes claims, sources and groups of a project."""
