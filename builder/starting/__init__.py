"""What a new explainer begins with, and what is added to one: from answers to the texts of files."""
