"""How an explainer may look of its own."""
