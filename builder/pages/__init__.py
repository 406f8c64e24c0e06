"""An explainer to pages of HTML."""
