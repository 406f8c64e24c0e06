"""How texts are set: what is shown in the place of what a keyboard writes."""
