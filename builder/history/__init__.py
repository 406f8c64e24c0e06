"""What changed, claim by claim, from the version history."""
