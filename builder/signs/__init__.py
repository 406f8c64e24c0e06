"""The signs of claims in words: what they are called, why a claim has its sign, and the page that explains the rule."""
