"""Trackers that people keep by hand, in tables, lists and texts, into claims and the sources that they cite."""
