"""What untrusted texts, pages and files may hold."""
