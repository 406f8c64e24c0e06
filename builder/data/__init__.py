"""An explainer to files for programs and scripts."""
