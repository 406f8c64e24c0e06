"""What a command's exit status says."""

OK = 0
FINDINGS = 1
"""There are findings of severity error."""
USAGE = 2
"""The command was used wrongly."""
INTERRUPTED = 130
"""What a shell says of a program that ended by SIGINT."""
