"""An explainer as a book for e-readers: which pages it has, and how they are written as XHTML."""
