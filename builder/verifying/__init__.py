"""Bundles that were received: whether they are as they were written, and what differs."""
