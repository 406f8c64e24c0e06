"""Content to an explainer: every reference resolved, every number and backlink computed."""
