"""An explainer on paper: the document with everything in the language of Typst."""
