"""The exit statuses of commands."""

OK = 0
FINDINGS = 1
"""There are findings of severity error."""
USAGE = 2
"""Invalid usage."""
INTERRUPTED = 130
"""As in shells for a program ended by SIGINT."""
