"""MkDocs: nothing else imports it."""
