"""The exit statuses of commands."""

OK = 0
FINDINGS = 1
"""There are findings of severity error."""
USAGE = 2
"""Invalid usage."""
REFUSED = 3
"""The machine refuses: no permission, no space, a file that is none."""
SITE_BUILT = "the site was built"
"""What an interruption says that came when the new site was in its place."""
INTERRUPTED = 130
"""As in shells for a program ended by SIGINT."""
