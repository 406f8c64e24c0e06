"""What each page about the whole shows, before its template."""
