"""Public registers of those whom states have listed, into files of groups."""
