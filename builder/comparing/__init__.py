"""Two states of an explainer, compared: the claims as the page of changes does it, and every other record field by field."""
