"""What editors ask for while an explainer is written, as the Language Server Protocol has it (LSP 3.17)."""
