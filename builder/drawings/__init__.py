"""Geometry of charts and diagrams, and preview pictures. Templates draw them and have their words."""
