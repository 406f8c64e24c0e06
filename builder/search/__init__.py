"""The search of a site: words, values and names that find things, and the filters of claims."""
