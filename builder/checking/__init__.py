"""The stages in a row, the editorial rules, and how findings are printed."""
