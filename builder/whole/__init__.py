"""All pages of an explainer as the sections of one document."""
